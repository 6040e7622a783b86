package io.adlib.market.auction;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.math.BigInteger;

/**
 * What a bid is worth, and back, in integers. With rate r (micros of the market's currency for one
 * unit of the bid's), q billable events expected in a thousand impressions at the first place, and
 * quality Q,
 *
 * <pre>
 * score(b)    = b · r · q · Q          exact, in parts of 10³⁰ units      q = 1 (paid per thousand)
 * eCPM(b)     = ⌊ b · r · q / 10⁶ ⌋ micros                                1000·pCTR (click)
 * leastBid(s) = ⌈ s / (r · q · Q) ⌉ micros                                1000·pCTR·pCVR (conversion)
 * </pre>
 *
 * so that score(leastBid(s)) ≥ s > score(leastBid(s)−1). Probabilities and quality enter as parts
 * in 10¹², each rounded once (quality at least one part); scores are then compared and priced
 * exactly, and a price is rounded once, up. eCPM saturates at {@link Long#MAX_VALUE}. Immutable and
 * thread-safe.
 *
 * @param value r · q in parts of 10¹²
 * @param quality Q in parts of 10¹²
 */
record Valuation(BigInteger value, BigInteger quality) {

  private static final long PARTS = 1_000_000_000_000L;
  private static final BigInteger MICROS = BigInteger.valueOf(PARTS).multiply(big(Money.MICROS));
  private static final BigInteger MOST = big(Long.MAX_VALUE);

  /**
   * @throws InputException if the currency has no rate
   */
  static Valuation of(ExchangeRates rates, Objective objective, Candidate candidate) {
    String currency = candidate.bid().currency();
    Long rate = rates.microsOfBase().get(currency);
    if (rate == null) {
      throw new InputException(
          "a bid in " + currency + " cannot be valued in " + rates.base() + " on " + rates.day(),
          "add the currency to the market's rates; known are " + rates.microsOfBase().keySet());
    }
    long parts =
        switch (objective) {
          case IMPRESSION -> PARTS;
          case CLICK -> Math.round(candidate.pCTR() * PARTS);
          case CONVERSION -> Math.round(candidate.pCTR() * candidate.pCVR() * PARTS);
        };
    long thousand = objective == Objective.IMPRESSION ? 1 : 1000;
    return new Valuation(
        big(rate).multiply(big(parts)).multiply(big(thousand)),
        big(Math.max(1, Math.round(candidate.quality() * PARTS))));
  }

  /** By what the contenders are ranked, at a bid in micros. */
  BigInteger score(long bid) {
    return value.multiply(quality).multiply(big(bid));
  }

  /** The value of a thousand impressions at a bid; both in micros. */
  long eCPM(long bid) {
    return value.multiply(big(bid)).divide(MICROS).min(MOST).longValueExact();
  }

  /** The eCPM, in micros, that has a score, rounded down. */
  long eCPM(BigInteger score) {
    return score.divide(quality).divide(MICROS).min(MOST).longValueExact();
  }

  /** The least bid with at least a score above 0, which some bid in range must reach. */
  long leastBid(BigInteger score) {
    BigInteger one = value.multiply(quality);
    return score.add(one).subtract(BigInteger.ONE).divide(one).longValueExact();
  }

  /**
   * The least bid worth at least {@code eCPM} ≥ 1 micros, or more than any bid if there is none.
   */
  BigInteger leastBid(long eCPM) {
    return value.signum() == 0
        ? MOST.add(BigInteger.ONE)
        : big(eCPM).multiply(MICROS).add(value).subtract(BigInteger.ONE).divide(value);
  }

  private static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }
}
