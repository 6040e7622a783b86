/** Scoring a slate for diversity, relevance and quality. */
@NullMarked
package io.adlib.llm.task.slate;

import org.jspecify.annotations.NullMarked;
