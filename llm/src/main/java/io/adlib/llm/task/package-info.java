/** What a task is: a prompt, the shape of its answer, a verifier. */
@NullMarked
package io.adlib.llm.task;

import org.jspecify.annotations.NullMarked;
