/** How alike items are, as far as their semantic IDs tell. */
@NullMarked
package io.adlib.sid.nearest;

import org.jspecify.annotations.NullMarked;
