/** The budgets' ledger killed at random moments, and its books checked each time. */
@NullMarked
package io.adlib.bench.ledger;

import org.jspecify.annotations.NullMarked;
