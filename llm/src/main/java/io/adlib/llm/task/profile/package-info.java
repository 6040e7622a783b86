/** A user's interests, as a short text and structured. */
@NullMarked
package io.adlib.llm.task.profile;

import org.jspecify.annotations.NullMarked;
