/** Dense numeric kernels on the Vector API with scalar twins, and safetensors. */
@NullMarked
package io.adlib.kernel;

import org.jspecify.annotations.NullMarked;
