/** Ad copy in several styles, held to a policy and to the catalogue. */
@NullMarked
package io.adlib.llm.task.copy;

import org.jspecify.annotations.NullMarked;
