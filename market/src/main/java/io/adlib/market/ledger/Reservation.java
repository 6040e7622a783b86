package io.adlib.market.ledger;

import io.adlib.core.Money;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Money set aside for one shown ad. Immutable; its place in {@link Books} changes under the
 * campaign's lock.
 */
record Reservation(
    String id, String campaign, LocalDate day, Money amount, Instant expires, State state)
    implements Comparable<Reservation> {

  sealed interface State {}

  /** Reserved, and the ad may be billed. */
  record Held() implements State {}

  /** On its way in or out; the journal is being written. */
  record Moving() implements State {}

  /** Billed; remembered until it would have expired. */
  record Paid(String event, Money charged) implements State {}

  Reservation in(State next) {
    return new Reservation(id, campaign, day, amount, expires, next);
  }

  /** By expiry, then id. */
  @Override
  public int compareTo(Reservation other) {
    int order = expires.compareTo(other.expires);
    return order != 0 ? order : id.compareTo(other.id);
  }
}
