/** List-wise re-ranking of candidates. */
@NullMarked
package io.adlib.llm.task.rerank;

import org.jspecify.annotations.NullMarked;
