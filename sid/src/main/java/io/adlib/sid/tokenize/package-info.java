/** From item vectors to semantic IDs in one call. */
@NullMarked
package io.adlib.sid.tokenize;

import org.jspecify.annotations.NullMarked;
