package io.adlib.sid.health;

import java.util.List;
import java.util.Optional;

/**
 * One level's figures. A path of level ℓ is the first ℓ codes.
 *
 * @param level from 1
 * @param paths how many paths of this level there are
 * @param used codes that some item has at this level
 * @param utilisation used / C
 * @param perplexity exp of the entropy of the codes' shares, 1 to C
 * @param similarity PAS: mean cosine of an item to the others on its path, over all items that have
 *     others there; 1 when none has
 * @param error squared error of the reconstruction from the first ℓ codes, relative to the variance
 *     of the vectors; 0 is perfect, 1 no better than the mean
 * @param purity absent without categories
 * @param usage items by code, C numbers
 */
public record LevelHealth(
    int level,
    int paths,
    int used,
    double utilisation,
    double perplexity,
    double similarity,
    double error,
    Optional<Purity> purity,
    List<Integer> usage) {

  /**
   * How far a path says the category, over items with a category that share their path with others
   * of that kind.
   *
   * @param majority share of items that have their path's most frequent category
   * @param pairs share of pairs of items on one path that have the same category
   */
  public record Purity(double majority, double pairs) {}
}
