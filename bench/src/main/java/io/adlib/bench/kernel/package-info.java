/** How fast the kernels are, against the machine's own peak. */
@NullMarked
package io.adlib.bench.kernel;

import org.jspecify.annotations.NullMarked;
