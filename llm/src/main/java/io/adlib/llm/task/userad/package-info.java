/** How well an ad fits a user, in four grades. */
@NullMarked
package io.adlib.llm.task.userad;

import org.jspecify.annotations.NullMarked;
