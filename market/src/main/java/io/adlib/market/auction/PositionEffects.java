package io.adlib.market.auction;

import io.adlib.core.Money;
import java.math.BigInteger;
import java.util.function.IntToDoubleFunction;

/**
 * What a place of a slate leaves of an ad's odds to be clicked, relative to the first place: 1 = α₀
 * ≥ α₁ ≥ … > 0. They are separable: one factor a place, the same for every ad (Varian 2007;
 * Edelman, Ostrovsky, Schwarz 2007). Kept as parts in 10¹², so that prices made of them are exact.
 * Immutable and thread-safe.
 */
public final class PositionEffects {

  static final long PARTS = 1_000_000_000_000L;

  /** Every place is as good as the first. */
  public static final PositionEffects NONE = new PositionEffects(new long[] {PARTS});

  private final long[] parts;

  private PositionEffects(long[] parts) {
    this.parts = parts;
  }

  /**
   * Effects as a model says; places past the last have its effect.
   *
   * @param places how many to ask for, at least 1
   * @param odds of a click at a place, from 0, relative to the first one; an estimate that rises
   *     again, or exceeds 1, is cut to the smallest before it
   */
  public static PositionEffects of(int places, IntToDoubleFunction odds) {
    long[] parts = new long[places];
    long least = PARTS;
    for (int place = 0; place < places; place++) {
      double p = place == 0 ? 1 : odds.applyAsDouble(place);
      if (Double.isNaN(p)) {
        throw new IllegalArgumentException("no odds at place " + place);
      }
      least = Math.clamp(Math.round(p * PARTS), 1, least);
      parts[place] = least;
    }
    return new PositionEffects(parts);
  }

  /** The effect of a place, in (0,1]. */
  public double at(int place) {
    return parts[Math.min(place, parts.length - 1)] / (double) PARTS;
  }

  /** What a place leaves of a worth, rounded down. */
  Money of(Money worth, int place) {
    return Money.micros(
        BigInteger.valueOf(worth.micros())
            .multiply(parts(place))
            .divide(BigInteger.valueOf(PARTS))
            .longValueExact(),
        worth.currency());
  }

  /** The same in parts of 10¹². */
  BigInteger parts(int place) {
    return BigInteger.valueOf(parts[Math.min(place, parts.length - 1)]);
  }
}
