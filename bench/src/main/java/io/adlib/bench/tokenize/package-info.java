/** What text encoder and tokenizer cost and reach: benchmarks/tokenizer.md. */
@NullMarked
package io.adlib.bench.tokenize;

import org.jspecify.annotations.NullMarked;
