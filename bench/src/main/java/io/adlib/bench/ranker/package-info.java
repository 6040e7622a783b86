/** The first ranker against the demo market's known truth. */
@NullMarked
package io.adlib.bench.ranker;

import org.jspecify.annotations.NullMarked;
