/** Reinforcement learning of a language model on rewards that a program can check. */
@NullMarked
package io.adlib.learn.lm.grpo;

import org.jspecify.annotations.NullMarked;
