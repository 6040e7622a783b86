package io.adlib.bench.ranker;

import io.adlib.learn.ranker.Impressions;

/** Each ad's click and conversion rates in training, drawn to the mean by 100 and 20 examples. */
final class AdRates {

  private static final double IMPRESSIONS = 100;
  private static final double CLICKS = 20;
  private final int[] impressions_A;
  private final int[] clicks_A;
  private final int[] conversions_A;
  private final double click;
  private final double conversion;

  AdRates(Impressions data, int end, int ads) {
    impressions_A = new int[ads];
    clicks_A = new int[ads];
    conversions_A = new int[ads];
    double clicks = 0;
    double conversions = 0;
    for (int i = 0; i < end; i++) {
      impressions_A[data.ad(i)]++;
      clicks_A[data.ad(i)] += data.isClicked(i) ? 1 : 0;
      conversions_A[data.ad(i)] += data.isConverted(i) ? 1 : 0;
      clicks += data.isClicked(i) ? 1 : 0;
      conversions += data.isConverted(i) ? 1 : 0;
    }
    click = clicks / end;
    conversion = conversions / clicks;
  }

  double click() {
    return click;
  }

  double conversion() {
    return conversion;
  }

  double click(int ad) {
    return (clicks_A[ad] + IMPRESSIONS * click) / (impressions_A[ad] + IMPRESSIONS);
  }

  double conversion(int ad) {
    return (conversions_A[ad] + CLICKS * conversion) / (clicks_A[ad] + CLICKS);
  }
}
