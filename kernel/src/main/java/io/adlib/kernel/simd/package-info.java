/** The kernels on the Vector API; the only package that names it. */
@NullMarked
package io.adlib.kernel.simd;

import org.jspecify.annotations.NullMarked;
