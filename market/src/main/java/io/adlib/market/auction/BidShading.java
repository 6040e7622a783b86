package io.adlib.market.auction;

import java.util.concurrent.atomic.LongAdder;

/**
 * Offers less than a bid in a first-price auction, on the buyer's behalf: the amount that leaves
 * the greatest expected surplus under the learned {@link WinRates} (Pan et al., "Bid Shading by
 * Win-Rate Estimation and Surplus Maximization", arXiv:2009.09259, with a monotone curve by bins in
 * place of their logistic one). Never above the value, never below the floor. Until enough auctions
 * were seen it offers the value itself. Thread-safe.
 */
public final class BidShading {

  /** Auctions to see before the curve is believed. */
  static final long ENOUGH = 1_000;

  private final WinRates rates;
  private final LongAdder shaded = new LongAdder();

  /** Shading by rates that the caller goes on to feed. */
  public BidShading(WinRates rates) {
    this.rates = rates;
  }

  /** What it learned from, to be told of further auctions. */
  public WinRates rates() {
    return rates;
  }

  /**
   * What to offer.
   *
   * @param valueMicros eCPM that winning is worth, at least the floor
   * @param floorMicros least eCPM taken
   */
  public long offer(long valueMicros, long floorMicros) {
    if (valueMicros <= floorMicros || rates.seen() < ENOUGH) {
      return valueMicros;
    }
    long offer = rates.best(valueMicros, floorMicros);
    if (offer < valueMicros) {
      shaded.increment();
    }
    return offer;
  }

  /** Offers that were below their value, since the start. */
  public long shaded() {
    return shaded.sum();
  }
}
