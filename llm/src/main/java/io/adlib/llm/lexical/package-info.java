/** Words and BM25, for keywords and for measures that need no model. */
@NullMarked
package io.adlib.llm.lexical;

import org.jspecify.annotations.NullMarked;
