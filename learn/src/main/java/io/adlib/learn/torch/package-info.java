/** The one place that knows libtorch: tensors, parameters, the optimizer, and checkpoints. */
@NullMarked
package io.adlib.learn.torch;

import org.jspecify.annotations.NullMarked;
