/**
 * Training examples for our own small model: rationales of a teacher, kept where they prove right.
 */
@NullMarked
package io.adlib.llm.corpus;

import org.jspecify.annotations.NullMarked;
