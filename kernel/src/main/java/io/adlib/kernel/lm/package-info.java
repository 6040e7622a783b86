/**
 * Decoder-only language models as everybody keeps them: the layout of Llama and Qwen3, its weights'
 * names, and the folders of Hugging Face. What {@code learn} trains and {@code infer} runs.
 */
@NullMarked
package io.adlib.kernel.lm;

import org.jspecify.annotations.NullMarked;
