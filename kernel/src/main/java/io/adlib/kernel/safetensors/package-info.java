/** Reading and writing the safetensors file format. */
@NullMarked
package io.adlib.kernel.safetensors;

import org.jspecify.annotations.NullMarked;
