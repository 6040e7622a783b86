package io.adlib.sid.health;

import io.adlib.core.InputException;
import java.util.Locale;

/**
 * What semantic IDs must reach to be used.
 *
 * @param maxCollisionRate of items, 0 to 1
 * @param maxBucket items on one path
 * @param minUtilisation of the first level's codes, relative to what so many items can use, 0 to 1
 * @param minPerplexity of every level
 * @param minSimilarity PAS of the last level, −1 to 1
 * @param maxError relative reconstruction error of the last level
 * @param minPurity share of items with the majority category of their last level's path, where
 *     there are categories
 */
public record HealthThresholds(
    double maxCollisionRate,
    int maxBucket,
    double minUtilisation,
    double minPerplexity,
    double minSimilarity,
    double maxError,
    double minPurity) {

  /** Lets pass what can be served: collisions ≤ 75 %, level-1 utilisation ≥ 50 %, error ≤ 1. */
  public static final HealthThresholds DEFAULT = new HealthThresholds(.75, 256, .5, 0, 0, 1, 0);

  /**
   * Returns the health if it is good enough.
   *
   * @throws InputException that names the first figure that is not
   */
  public Health require(Health health) {
    LevelHealth first = health.levels().getFirst();
    LevelHealth last = health.levels().getLast();
    double possible = Math.min(health.codesPerLevel(), health.items());
    atMost("collision rate", health.collisionRate(), maxCollisionRate);
    atMost("largest bucket", health.largestBucket(), maxBucket);
    atLeast("level-1 utilisation", first.used() / possible, minUtilisation);
    for (LevelHealth level : health.levels()) {
      atLeast("level-" + level.level() + " perplexity", level.perplexity(), minPerplexity);
    }
    atLeast("path similarity (PAS)", last.similarity(), minSimilarity);
    atMost("relative reconstruction error", last.error(), maxError);
    last.purity().ifPresent(p -> atLeast("category purity", p.majority(), minPurity));
    return health;
  }

  private static void atMost(String figure, double value, double limit) {
    if (!(value <= limit)) {
      throw failed(figure, value, "at most", limit);
    }
  }

  private static void atLeast(String figure, double value, double limit) {
    if (!(value >= limit)) {
      throw failed(figure, value, "at least", limit);
    }
  }

  private static InputException failed(String figure, double value, String side, double limit) {
    return new InputException(
        String.format(
            Locale.ROOT,
            "the semantic IDs are not healthy: %s is %.4g, must be %s %.4g",
            figure,
            value,
            side,
            limit),
        "give items more telling texts, use more codes or levels, or move the threshold");
  }
}
