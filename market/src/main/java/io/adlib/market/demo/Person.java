package io.adlib.market.demo;

/**
 * The hidden side of a user.
 *
 * @param country number in {@link Sellers#COUNTRIES}
 * @param device number of the usual device in {@link Sellers#DEVICES}
 * @param consent whether personal data may be used
 * @param visitsPerDay mean number of visits
 * @param clickiness in logits
 * @param liking_C lasting liking of each category, in logits
 * @param taste_C the same as probabilities: what a fresh interest is drawn from
 * @param style_S liking of each style, in logits
 * @param tier_P liking of each price tier, in logits
 * @param brand place among the brand tastes
 * @param journey what is wanted when
 */
record Person(
    int country,
    int device,
    boolean consent,
    double visitsPerDay,
    double clickiness,
    double[] liking_C,
    double[] taste_C,
    double[] style_S,
    double[] tier_P,
    double[] brand,
    Journey journey) {}
