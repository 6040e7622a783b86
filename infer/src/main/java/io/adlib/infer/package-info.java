/** The learned models in plain Java, for serving. */
@NullMarked
package io.adlib.infer;

import org.jspecify.annotations.NullMarked;
