/** Budgets per campaign and advertiser's day, held, settled and journaled, never overspent. */
@NullMarked
package io.adlib.market.ledger;

import org.jspecify.annotations.NullMarked;
