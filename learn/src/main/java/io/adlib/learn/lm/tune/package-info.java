/** Supervised fine-tuning on many tasks at once, with weights for what is still hard. */
@NullMarked
package io.adlib.learn.lm.tune;

import org.jspecify.annotations.NullMarked;
