package io.adlib.market.auction;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.math.BigInteger;

/**
 * What a bid is worth per thousand impressions, and back, in integers. With rate r (micros of the
 * market's currency for one unit of the bid's), q billable events expected in a thousand
 * impressions,
 *
 * <pre>
 * eCPM(b) = ⌊ b · r · q / 10⁶ ⌋ micros        q = 1 (paid per thousand impressions)
 *                                              1000·pCTR (click), 1000·pCTR·pCVR (conversion)
 * leastBid(e) = ⌈ e · 10⁶ / (r · q) ⌉ micros  so that eCPM(leastBid(e)) ≥ e > eCPM(leastBid(e)−1)
 * </pre>
 *
 * A probability enters as parts in 10¹², rounded once; from there on nothing is lost but in the one
 * rounding shown. eCPM saturates at {@link Long#MAX_VALUE}. Immutable and thread-safe.
 */
record Valuation(BigInteger value, BigInteger per) {

  private static final long PARTS = 1_000_000_000_000L;
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /**
   * @throws InputException if the currency has no rate
   */
  static Valuation of(
      ExchangeRates rates, String currency, Objective objective, double pCTR, double pCVR) {
    Long rate = rates.microsOfBase().get(currency);
    if (rate == null) {
      throw new InputException(
          "a bid in " + currency + " cannot be valued in " + rates.base() + " on " + rates.day(),
          "add the currency to the market's rates; known are " + rates.microsOfBase().keySet());
    }
    long parts =
        switch (objective) {
          case IMPRESSION -> PARTS;
          case CLICK -> Math.round(pCTR * PARTS);
          case CONVERSION -> Math.round(pCTR * pCVR * PARTS);
        };
    long thousand = objective == Objective.IMPRESSION ? 1 : 1000;
    return new Valuation(
        BigInteger.valueOf(rate)
            .multiply(BigInteger.valueOf(parts))
            .multiply(BigInteger.valueOf(thousand)),
        BigInteger.valueOf(PARTS).multiply(BigInteger.valueOf(Money.MICROS)));
  }

  /** The value of a thousand impressions at a bid; both in micros. */
  long eCPM(long bid) {
    return value.multiply(BigInteger.valueOf(bid)).divide(per).min(MOST).longValueExact();
  }

  /** The least bid that is worth at least {@code eCPM} ≥ 1, which some bid in range must reach. */
  long leastBid(long eCPM) {
    BigInteger needed = BigInteger.valueOf(eCPM).multiply(per);
    return needed.add(value).subtract(BigInteger.ONE).divide(value).longValueExact();
  }
}
