package io.adlib.app.reproduce;

/**
 * What one configuration came to with one seed.
 *
 * @param ndcg of the list by true value, {@link ListValue}
 * @param average true value of the list's ads, EUR a thousand
 * @param maximum true value of the list's best ad, EUR a thousand
 * @param revenue expected by the truth, EUR a thousand requests, auction included
 * @param attainable the same if the ranker knew the truth, at visits where no ad is shown
 * @param ctr expected clicks by impressions
 * @param hitRate HR@50 of held-out clicks
 */
record ValueRow(
    double ndcg,
    double average,
    double maximum,
    double revenue,
    double attainable,
    double ctr,
    double hitRate) {}
