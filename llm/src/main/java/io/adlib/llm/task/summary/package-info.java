/** A semantic summary of an ad or content, for the encoder. */
@NullMarked
package io.adlib.llm.task.summary;

import org.jspecify.annotations.NullMarked;
