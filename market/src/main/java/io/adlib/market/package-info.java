/** Auction, budgets, eligibility and the market simulator. */
@NullMarked
package io.adlib.market;

import org.jspecify.annotations.NullMarked;
