/** How good semantic IDs are: figures, thresholds, and a page to look at. */
@NullMarked
package io.adlib.sid.health;

import org.jspecify.annotations.NullMarked;
