/** Spreads each campaign's daily budget along its own learned traffic, by sitting requests out. */
@NullMarked
package io.adlib.market.pacing;

import org.jspecify.annotations.NullMarked;
