/**
 * Decoder-only language models: the forward pass with gradients, experts, LoRA, and fine-tuning on
 * many tasks at once with adaptive weights.
 */
@NullMarked
package io.adlib.learn.lm;

import org.jspecify.annotations.NullMarked;
