package io.adlib.data.config;

import java.util.List;

/**
 * Semantic IDs, and the health below which a build fails.
 *
 * @param method which tokenizer
 * @param levels codes of a semantic ID, the suffix not counted
 * @param codes per level
 * @param iterations most rounds of k-means a level
 * @param sample most vectors held in memory
 * @param balance of the balanced tokenizer: most items of a code, as a multiple of the mean
 * @param maxCollisionRate most share of items that share their whole path
 * @param maxBucket most items on one path; 0 for as many as codes
 * @param minUtilisation least share of level-1 codes in use, of those that so many items can use
 * @param minPerplexity least perplexity of every level
 * @param minSimilarity least PAS of the last level
 * @param maxError most relative reconstruction error
 * @param minPurity least share of items of the majority category of their path, where there are
 *     categories
 * @param seed of all that is random
 * @param align whether and how they follow behaviour
 */
public record TokenizeConfig(
    String method,
    int levels,
    int codes,
    int iterations,
    int sample,
    double balance,
    double maxCollisionRate,
    int maxBucket,
    double minUtilisation,
    double minPerplexity,
    double minSimilarity,
    double maxError,
    double minPurity,
    int seed,
    AlignConfig align) {

  private static final List<String> METHODS =
      List.of("rq-kmeans", "rq-kmeans-balanced", "rq-vae", "rq-kmeans+");

  static TokenizeConfig of(Section s) {
    return new TokenizeConfig(
        s.oneOf("method", "rq-kmeans", METHODS, "The tokenizer: " + String.join(", ", METHODS)),
        s.integer("levels", 3, 1, 8, "Codes of a semantic ID, coarse to fine"),
        s.integer(
            "codes", 256, 2, 32_768, "Codes a level; 256 below 100,000 items, 1024 to 10 million"),
        s.integer("iterations", 50, 1, 1000, "Most rounds of k-means a level"),
        s.integer(
            "sample",
            131_072,
            32_768,
            4_000_000,
            "Vectors held in memory to learn from; what is beyond is read as a stream"),
        s.number(
            "balance",
            1.5,
            1,
            1000,
            "Most items of a code over the mean, where method is balanced"),
        s.number(
            "max_collision_rate", 1, 0, 1, "A build with a larger share of shared paths fails"),
        s.integer(
            "max_bucket",
            0,
            0,
            32_768,
            "A build with more items on one path fails; 0 allows as many as codes"),
        s.number(
            "min_utilisation",
            0,
            0,
            1,
            "A build with fewer of the first level's codes in use fails"),
        s.number("min_perplexity", 0, 0, 32_768, "A build with a level below it fails"),
        s.number("min_pas", -1, -1, 1, "A build whose paths are less alike within fails"),
        s.number("max_error", 1, 0, 10, "A build that reconstructs worse fails"),
        s.number("min_purity", 0, 0, 1, "A build whose paths mix categories more fails"),
        s.integer("seed", 42, 0, Integer.MAX_VALUE, "Seed of the start"),
        AlignConfig.of(s));
  }
}
