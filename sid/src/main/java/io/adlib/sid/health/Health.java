package io.adlib.sid.health;

import java.util.List;
import java.util.Optional;

/**
 * The figures of METHODS, semantic IDs. Paths are without the disambiguation suffix.
 *
 * @param items N
 * @param codesPerLevel C
 * @param collisionRate share of items whose path is another's too
 * @param pathsPerItem distinct paths / N; 1 when none is shared
 * @param largestBucket most items on one path
 * @param pairsByChance share of all pairs of items that have the same category; absent without
 *     categories
 * @param levels coarse to fine
 * @param shared the fullest paths, at most {@value #EXAMPLES}
 */
public record Health(
    int items,
    int codesPerLevel,
    double collisionRate,
    double pathsPerItem,
    int largestBucket,
    Optional<Double> pairsByChance,
    List<LevelHealth> levels,
    List<SharedPath> shared) {

  static final int EXAMPLES = 12;

  /**
   * A path that several items have.
   *
   * @param path such as {@code 12-250-3}
   * @param items how many
   * @param titles of the first few
   */
  public record SharedPath(String path, int items, List<String> titles) {}
}
