/** Recall by words and by vectors, beside the generator: Lucene, in memory. */
@NullMarked
package io.adlib.serve.index;

import org.jspecify.annotations.NullMarked;
