/** Queries that people who want an ad might type, from its keywords. */
@NullMarked
package io.adlib.llm.task.queries;

import org.jspecify.annotations.NullMarked;
