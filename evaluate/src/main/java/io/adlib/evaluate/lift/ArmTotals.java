package io.adlib.evaluate.lift;

/**
 * What one arm did; money in micros of the market's currency.
 *
 * @param name the arm's
 * @param requests answered
 * @param impressions shown
 * @param clicks that happened
 * @param conversions that happened
 * @param ctr clicks by impressions; 0 if nothing was shown
 * @param revenueMicros charged by the arm's billing
 * @param expectedClicks exact expectation from the truth, given what was shown
 * @param expectedRevenueMicros exact expectation from the truth, given slates and prices; budgets
 *     that run out in between are not in it
 * @param regretClicks the most that could be expected, less {@code expectedClicks}; 0 where regret
 *     was not asked for
 * @param regretRevenueMicros the most that could be expected if everyone paid its bid, less {@code
 *     expectedRevenueMicros}; 0 where regret was not asked for
 */
public record ArmTotals(
    String name,
    long requests,
    long impressions,
    long clicks,
    long conversions,
    double ctr,
    long revenueMicros,
    double expectedClicks,
    double expectedRevenueMicros,
    double regretClicks,
    double regretRevenueMicros) {}
