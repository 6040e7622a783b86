package io.adlib.market.auction;

import io.adlib.core.InputException;
import io.adlib.market.eligibility.BrandSafety;

/**
 * How a market sells.
 *
 * @param pricing what winners pay
 * @param rules what a slate may hold
 * @param qualityExponent x ≥ 0 in quality = pCTR^x: 0 ranks by money alone, more favours ads that
 *     people click (Lahaie and Pennock, EC 2007, with the emphasis turned to the user's side)
 * @param safety which ads may stand beside which content
 * @param reserveMicros least eCPM of a shown ad, micros of the market's currency
 */
public record SaleTerms(
    Pricing pricing,
    SlateRules rules,
    double qualityExponent,
    BrandSafety safety,
    long reserveMicros) {

  /** Second price, one ad an advertiser, money alone, a reserve of .01. */
  public static final SaleTerms DEFAULT =
      new SaleTerms(
          Pricing.SECOND_PRICE, SlateRules.ONE_AN_ADVERTISER, 0, BrandSafety.NONE, 10_000);

  private static final double LEAST_QUALITY = 1e-12;

  public SaleTerms {
    if (!(qualityExponent >= 0 && qualityExponent <= 4)) {
      throw new InputException("a quality exponent of " + qualityExponent, "use 0 to 4");
    }
    if (reserveMicros < 0) {
      throw new InputException("a reserve of " + reserveMicros + " micros", "use 0 or more");
    }
    if (pricing instanceof Pricing.Vcg && rules.perAdvertiser() > 1) {
      throw new InputException(
          "VCG prices with " + rules.perAdvertiser() + " ads an advertiser",
          "sell one ad an advertiser, or use another pricing: an externality belongs to an"
              + " advertiser as a whole");
    }
  }

  /** The same without a reserve. */
  public SaleTerms withoutReserve() {
    return new SaleTerms(pricing, rules, qualityExponent, safety, 0);
  }

  /** The quality of an ad by its probability of a click, in (0,1]. */
  public double quality(double pCTR) {
    return qualityExponent == 0 ? 1 : Math.clamp(Math.pow(pCTR, qualityExponent), LEAST_QUALITY, 1);
  }
}
