/** Tokenizers that are trained: RQ-VAE and RQ-KMeans+, and losses that may be added to them. */
@NullMarked
package io.adlib.learn.tokenizer;

import org.jspecify.annotations.NullMarked;
