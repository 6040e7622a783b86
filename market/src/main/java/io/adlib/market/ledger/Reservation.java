package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Money set aside for one shown ad; none any more, once it was eased. Immutable; its place in
 * {@link Books} changes under the campaign's lock.
 */
record Reservation(
    String id,
    String campaign,
    LocalDate day,
    Money amount,
    Instant frees,
    Instant expires,
    State state)
    implements Comparable<Reservation> {

  sealed interface State {}

  /** Reserved, and the ad may be billed. */
  record Held() implements State {}

  /** On its way in or out; the journal is being written. */
  record Moving() implements State {}

  /** Billed; remembered until it would have expired. */
  record Paid(String event, Money charged) implements State {}

  Reservation in(State next) {
    return new Reservation(id, campaign, day, amount, frees, expires, next);
  }

  /** Without money, but billable until it expires. */
  Reservation eased() {
    return new Reservation(
        id, campaign, day, Money.zero(amount.currency()), frees, expires, new Held());
  }

  /** When something is to be done about it next. */
  Instant due() {
    return amount.isPositive() ? frees : expires;
  }

  /** By what is due first, then id. */
  @Override
  public int compareTo(Reservation other) {
    int order = due().compareTo(other.due());
    return order != 0 ? order : id.compareTo(other.id);
  }
}
