/**
 * Lists of texts by the id of an item, as files: what a language model wrote of ads and contents.
 */
@NullMarked
package io.adlib.data.written;

import org.jspecify.annotations.NullMarked;
