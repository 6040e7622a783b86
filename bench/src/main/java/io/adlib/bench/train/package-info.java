/** How large a log the generator's training takes, and in how much memory. */
@NullMarked
package io.adlib.bench.train;

import org.jspecify.annotations.NullMarked;
