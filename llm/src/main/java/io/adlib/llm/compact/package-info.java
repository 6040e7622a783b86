/**
 * Tasks as a model of a few million parameters can do them: few words in, few words out, and a
 * plain way from those to the answer that the task asks for.
 */
@NullMarked
package io.adlib.llm.compact;

import org.jspecify.annotations.NullMarked;
