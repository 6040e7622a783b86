package io.adlib.market.pacing;

import io.adlib.core.Campaign;
import java.time.LocalDate;

/**
 * What one campaign's pacing must not forget over a restart; the money itself is the ledger's.
 *
 * @param campaign its id
 * @param day the budget day that {@code today} counts
 * @param probability with which it last took part
 * @param value micros that a chance taken was lately worth; 0 while unknown
 * @param daily chances a day; 0 while unknown
 * @param share of a day's chances in each of its 96 quarters of an hour
 * @param today chances of the day so far in each of them
 */
@SuppressWarnings("ArrayRecordComponent") // a stored value, written and read whole
public record PacingMemory(
    String campaign,
    LocalDate day,
    double probability,
    double value,
    double daily,
    double[] share,
    long[] today) {

  /** Quarters of an hour in a day. */
  public static final int SLOTS = TrafficShape.SLOTS;

  public PacingMemory {
    if (share.length != SLOTS || today.length != SLOTS) {
      throw new IllegalArgumentException(share.length + " shares, " + today.length + " counts");
    }
    if (!(probability >= 0 && probability <= 1) || !(value >= 0) || !(daily >= 0)) {
      throw new IllegalArgumentException("p " + probability + ", v " + value + ", n " + daily);
    }
  }

  CampaignPacer restore(Campaign terms) {
    var pacer =
        new CampaignPacer(terms, new TrafficShape(share.clone(), daily), probability, value);
    return pacer.within(day, today);
  }
}
