/** Structured tags of an ad or content. */
@NullMarked
package io.adlib.llm.task.tags;

import org.jspecify.annotations.NullMarked;
