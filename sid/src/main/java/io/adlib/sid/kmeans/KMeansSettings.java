package io.adlib.sid.kmeans;

import io.adlib.core.InputException;

/**
 * How codebooks are made.
 *
 * @param levels L, without the disambiguation suffix
 * @param codesPerLevel C; at most 32768
 * @param iterations at most so many rounds a level
 * @param tolerance a level ends when a round lowers its squared error by less than this share
 * @param sample rounds run on at most so many vectors, which are held in memory; where there are
 *     more, mini-batches of all follow
 * @param bound a code has at most {@code ⌈bound · N / C⌉} items at its level; 0 for no bound, else
 *     at least 1
 * @param threads work at a time; the result does not depend on it
 */
public record KMeansSettings(
    int levels,
    int codesPerLevel,
    int iterations,
    double tolerance,
    int sample,
    double bound,
    int threads) {

  /** 3×256, 50 rounds, 1e-4, on 131,072 vectors, no bound, two threads. */
  public static final KMeansSettings DEFAULT = new KMeansSettings(3, 256, 50, 1e-4, 131_072, 0, 2);

  public KMeansSettings {
    if (levels < 1 || codesPerLevel < 1 || codesPerLevel > 32768) {
      throw new InputException(
          levels + " levels of " + codesPerLevel + " codes are not possible",
          "choose 1 or more levels of 1 to 32768 codes, such as 3 of 256");
    }
    if (iterations < 1 || !(tolerance >= 0) || sample < codesPerLevel || threads < 1) {
      throw new InputException(
          "k-means cannot run with "
              + iterations
              + " rounds, tolerance "
              + tolerance
              + ", a sample of "
              + sample
              + " and "
              + threads
              + " threads",
          "choose 50, 1e-4, at least as many as codes a level, and the number of cores");
    }
    if (bound != 0 && !(bound >= 1 && bound < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "clusters of at most " + bound + " times the mean cannot hold all items",
          "choose 1 or more, such as 1.5, or 0 for no bound");
    }
  }

  /** The same with another shape. */
  public KMeansSettings shape(int newLevels, int newCodesPerLevel) {
    return new KMeansSettings(
        newLevels, newCodesPerLevel, iterations, tolerance, sample, bound, threads);
  }

  /** The same with another number of rounds. */
  public KMeansSettings rounds(int newIterations) {
    return new KMeansSettings(
        levels, codesPerLevel, newIterations, tolerance, sample, bound, threads);
  }

  /** The same with another number of vectors in memory. */
  public KMeansSettings sampling(int newSample) {
    return new KMeansSettings(
        levels, codesPerLevel, iterations, tolerance, newSample, bound, threads);
  }

  /** The same with another bound on clusters. */
  public KMeansSettings bounded(double newBound) {
    return new KMeansSettings(
        levels, codesPerLevel, iterations, tolerance, sample, newBound, threads);
  }

  /** The same on another number of threads. */
  public KMeansSettings onThreads(int newThreads) {
    return new KMeansSettings(
        levels, codesPerLevel, iterations, tolerance, sample, bound, newThreads);
  }

  /** Most items a code may have among n; n where there is no bound. */
  int capacity(int n) {
    return bound == 0 ? n : (int) Math.min(n, Math.ceil(bound * n / codesPerLevel));
  }
}
