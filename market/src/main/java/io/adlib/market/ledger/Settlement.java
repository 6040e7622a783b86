package io.adlib.market.ledger;

import io.adlib.core.Money;

/** What became of a billable event. Only {@link Charged} moves money. */
public sealed interface Settlement {

  /**
   * The campaign pays.
   *
   * @param amount the price, or what was left of the budget if that was less
   */
  record Charged(String campaign, Money amount) implements Settlement {}

  /** The reservation was paid before, by this event or another one; nothing more is due. */
  record AlreadySettled(String event, Money charged) implements Settlement {}

  /** Another thread is about to settle or release it; ask again. */
  record InFlight() implements Settlement {}

  /** No money is held: never reserved, released, or expired. The event is not charged. */
  record NotHeld() implements Settlement {}
}
