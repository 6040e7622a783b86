/** How well an ad answers a query, in four grades. */
@NullMarked
package io.adlib.llm.task.relevance;

import org.jspecify.annotations.NullMarked;
