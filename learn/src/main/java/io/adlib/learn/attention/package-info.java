/** Attention over sequences of different lengths without paying for padding. */
@NullMarked
package io.adlib.learn.attention;

import org.jspecify.annotations.NullMarked;
