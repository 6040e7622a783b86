/** Checks that tasks share: numbers, claims, words that must come from the source. */
@NullMarked
package io.adlib.llm.verify;

import org.jspecify.annotations.NullMarked;
