package io.adlib.sid.health;

import io.adlib.core.InputException;
import java.util.Locale;

/**
 * What semantic IDs must reach to be used.
 *
 * @param maxCollisionRate of items, 0 to 1
 * @param maxBucket items on one path
 * @param minUtilisation of the first level's codes, relative to what so many items can use, 0 to 1
 * @param minSimilarity PAS of the last level, −1 to 1
 * @param maxError relative reconstruction error of the last level
 */
public record HealthThresholds(
    double maxCollisionRate,
    int maxBucket,
    double minUtilisation,
    double minSimilarity,
    double maxError) {

  /** Lets pass what can be served: collisions ≤ 75 %, level-1 utilisation ≥ 50 %, error ≤ 1. */
  public static final HealthThresholds DEFAULT = new HealthThresholds(.75, 256, .5, 0, 1);

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
    atLeast("path similarity (PAS)", last.similarity(), minSimilarity);
    atMost("relative reconstruction error", last.error(), maxError);
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
