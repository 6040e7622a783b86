package io.adlib.market.auction;

import io.adlib.core.Campaign.Objective;
import io.adlib.core.Event;
import io.adlib.core.Money;
import java.math.BigInteger;

/** From an auction's price to what is charged, and when. */
public final class Billing {

  private Billing() {}

  /** The event that a campaign pays for. */
  public static Event.Kind event(Objective objective) {
    return switch (objective) {
      case IMPRESSION -> Event.Kind.IMPRESSION;
      case CLICK -> Event.Kind.CLICK;
      case CONVERSION -> Event.Kind.CONVERSION;
    };
  }

  /**
   * What one billable event costs at a price: the price itself for a click or conversion, its
   * thousandth for an impression, rounded down to a micro.
   */
  public static Money charge(Objective objective, Money price) {
    return switch (objective) {
      case IMPRESSION -> Money.micros(Math.floorDiv(price.micros(), 1000), price.currency());
      case CLICK, CONVERSION -> price;
    };
  }

  /**
   * How likely one impression is to be billed: 1, pCTR, or pCTR·pCVR. Money held for an impression
   * in proportion to it leaves a budget room for as many impressions as it will pay for.
   */
  public static double pBilled(Objective objective, double pCTR, double pCVR) {
    return switch (objective) {
      case IMPRESSION -> 1;
      case CLICK -> pCTR;
      case CONVERSION -> pCTR * pCVR;
    };
  }

  /**
   * What to hold in the ledger for one impression: the charge times the probability that it falls
   * due, rounded up to at least a micro, so that holds cover the charges expected of them. A charge
   * above its hold is paid from what else is left of the budget, so an unlucky streak never
   * overspends.
   */
  public static Money expectedCharge(Objective objective, Money price, double pCTR, double pCVR) {
    Money charge = charge(objective, price);
    long parts = Math.round(pBilled(objective, pCTR, pCVR) * 1e12);
    var held =
        BigInteger.valueOf(charge.micros())
            .multiply(BigInteger.valueOf(parts))
            .add(BigInteger.valueOf(999_999_999_999L))
            .divide(BigInteger.valueOf(1_000_000_000_000L));
    return Money.micros(Math.max(1, held.longValueExact()), charge.currency());
  }
}
