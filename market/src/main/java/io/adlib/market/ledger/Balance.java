package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.LocalDate;

/**
 * A campaign's money of one day; budget = available + held + spent.
 *
 * @param day in the advertiser's time zone
 */
public record Balance(
    String campaign, LocalDate day, Money budget, Money available, Money held, Money spent) {}
