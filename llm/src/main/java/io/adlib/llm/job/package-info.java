/** The tasks with their inputs out of a workspace, and what is kept of their answers. */
@NullMarked
package io.adlib.llm.job;

import org.jspecify.annotations.NullMarked;
