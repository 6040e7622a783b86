/** A campaign report whose every number was measured. */
@NullMarked
package io.adlib.llm.task.report;

import org.jspecify.annotations.NullMarked;
