/** Byte-level byte-pair tokenizers: training, encoding, and the file tokenizer.json. */
@NullMarked
package io.adlib.kernel.bpe;

import org.jspecify.annotations.NullMarked;
