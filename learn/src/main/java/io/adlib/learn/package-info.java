/** Everything that needs gradients, one folder a model family. */
@NullMarked
package io.adlib.learn;

import org.jspecify.annotations.NullMarked;
