/** Summaries of items, as a language model wrote them. */
@NullMarked
package io.adlib.data.summary;

import org.jspecify.annotations.NullMarked;
