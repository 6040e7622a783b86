package io.adlib.market.pacing.simulate;

import java.util.stream.LongStream;

/**
 * What one campaign's measured day was.
 *
 * @param budgetMicros of the day
 * @param spentByHour_H micros charged in each hour of the advertiser's day; charges after midnight
 *     for ads of the day count to the last hour
 * @param chancesByHour_H requests it could have been shown to
 */
@SuppressWarnings("ArrayRecordComponent") // a result, read only
record DaySpend(long budgetMicros, long[] spentByHour_H, long[] chancesByHour_H) {

  static final int HOURS = 24;

  long spentMicros() {
    return LongStream.of(spentByHour_H).sum();
  }

  /** Share of the budget that was spent. */
  double delivered() {
    return spentMicros() / (double) budgetMicros;
  }

  /** Share of the budget that was spent by the end of an hour. */
  double deliveredBy(int hour) {
    return LongStream.of(spentByHour_H).limit(hour + 1L).sum() / (double) budgetMicros;
  }

  /** Share of the day's chances that had come by the end of an hour: the ideal curve. */
  double idealBy(int hour) {
    long all = Math.max(1, LongStream.of(chancesByHour_H).sum());
    return LongStream.of(chancesByHour_H).limit(hour + 1L).sum() / (double) all;
  }

  /** Mean distance from the ideal curve at the ends of the hours, in shares of the budget. */
  double hourlyError() {
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      sum += Math.abs(deliveredBy(hour) - idealBy(hour));
    }
    return sum / HOURS;
  }
}
