/** The published encoder–decoder on semantic IDs, as the baseline of our own generator. */
@NullMarked
package io.adlib.learn.tiger;

import org.jspecify.annotations.NullMarked;
