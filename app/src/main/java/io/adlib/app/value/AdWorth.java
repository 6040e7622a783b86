package io.adlib.app.value;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.evaluate.lift.AdCounts;
import io.adlib.sid.SemanticIds;

/**
 * What showing, a click and a conversion of each ad are worth, in micros of the market's currency,
 * if its campaign pays its bid. Immutable and thread-safe.
 */
public final class AdWorth {

  private final Catalogue catalogue;
  private final double[] bid_A;

  /** The worth of a catalogue's ads. */
  public AdWorth(Catalogue catalogue) {
    this.catalogue = catalogue;
    var rates = catalogue.rates();
    bid_A = new double[catalogue.ads().size()];
    for (int ad = 0; ad < bid_A.length; ad++) {
      Campaign campaign = catalogue.campaign(ad);
      double micros = rates.convert(campaign.bid(), rates.base()).micros();
      boolean thousand = campaign.objective() == Campaign.Objective.IMPRESSION;
      bid_A[ad] = thousand ? micros / 1000 : micros;
    }
  }

  /** What one impression is expected to earn. */
  public double ofImpression(int ad, double pCTR, double pCVR) {
    return switch (catalogue.campaign(ad).objective()) {
      case IMPRESSION -> bid_A[ad];
      case CLICK -> bid_A[ad] * pCTR;
      case CONVERSION -> bid_A[ad] * pCTR * pCVR;
    };
  }

  /**
   * For each item of the semantic IDs that is an ad, {@code eCPM/pCTR}, by the rates of a log; 0
   * for others.
   */
  public double[] ofClicks(SemanticIds ids, AdCounts counts) {
    double[] worth_I = new double[ids.size()];
    for (int ad = 0; ad < bid_A.length; ad++) {
      int item = ids.indexOf(catalogue.ads().get(ad).id());
      if (item >= 0) {
        worth_I[item] = ofImpression(ad, counts.ctr(ad), counts.cvr(ad)) / counts.ctr(ad);
      }
    }
    return worth_I;
  }

  /** The same, {@code eCPM/(pCTR·pCVR)}. */
  public double[] ofConversions(SemanticIds ids, AdCounts counts) {
    double[] worth_I = ofClicks(ids, counts);
    for (int ad = 0; ad < bid_A.length; ad++) {
      int item = ids.indexOf(catalogue.ads().get(ad).id());
      if (item >= 0) {
        worth_I[item] /= counts.cvr(ad);
      }
    }
    return worth_I;
  }
}
