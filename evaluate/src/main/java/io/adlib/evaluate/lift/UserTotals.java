package io.adlib.evaluate.lift;

/** What one arm's users did, one entry a user; money in micros of the market's currency. */
record UserTotals(
    double[] requests_U,
    double[] impressions_U,
    double[] clicks_U,
    double[] conversions_U,
    double[] revenue_U,
    double[] expectedClicks_U,
    double[] expectedRevenue_U,
    double[] bestClicks_U,
    double[] bestRevenue_U) {

  static UserTotals of(int users) {
    return new UserTotals(
        new double[users],
        new double[users],
        new double[users],
        new double[users],
        new double[users],
        new double[users],
        new double[users],
        new double[users],
        new double[users]);
  }
}
