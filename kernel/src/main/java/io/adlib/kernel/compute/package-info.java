/** What the numeric kernels compute, and their scalar twin. */
@NullMarked
package io.adlib.kernel.compute;

import org.jspecify.annotations.NullMarked;
