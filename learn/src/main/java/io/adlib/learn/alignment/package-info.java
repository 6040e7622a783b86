/**
 * Terms of the tokenizer's loss that align semantic IDs with behaviour, one a file, the
 * collaborative vectors they read, and how much the IDs say about them (METHODS: alignment with
 * behaviour).
 */
@NullMarked
package io.adlib.learn.alignment;

import org.jspecify.annotations.NullMarked;
