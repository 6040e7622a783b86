/** Why each ad of a slate is shown to a user. */
@NullMarked
package io.adlib.llm.task.reason;

import org.jspecify.annotations.NullMarked;
