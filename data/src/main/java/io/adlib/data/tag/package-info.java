/** Structured tags of ads and contents, as files. */
@NullMarked
package io.adlib.data.tag;

import org.jspecify.annotations.NullMarked;
