/** How fast models are trained, and where the time goes. */
@NullMarked
package io.adlib.bench.training;

import org.jspecify.annotations.NullMarked;
