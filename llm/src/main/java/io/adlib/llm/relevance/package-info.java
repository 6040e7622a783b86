/** How well models grade queries and products: quadratic weighted kappa by query. */
@NullMarked
package io.adlib.llm.relevance;

import org.jspecify.annotations.NullMarked;
