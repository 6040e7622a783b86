/** eCPM, ranking and pricing of a slate in exact money. */
@NullMarked
package io.adlib.market.auction;

import org.jspecify.annotations.NullMarked;
