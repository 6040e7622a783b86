/** How long the models take to answer. */
@NullMarked
package io.adlib.bench.infer;

import org.jspecify.annotations.NullMarked;
