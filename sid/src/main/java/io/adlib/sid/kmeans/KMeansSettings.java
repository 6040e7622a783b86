package io.adlib.sid.kmeans;

import io.adlib.core.InputException;

/**
 * How codebooks are made.
 *
 * @param levels L, without the disambiguation suffix
 * @param codesPerLevel C; at most 32768
 * @param iterations at most so many rounds a level
 * @param tolerance a level ends when a round lowers its squared error by less than this share
 * @param sample k-means++ picks its start among at most so many vectors; all take part afterwards
 * @param threads work at a time; the result does not depend on it
 */
public record KMeansSettings(
    int levels, int codesPerLevel, int iterations, double tolerance, int sample, int threads) {

  /** 3×256, 50 rounds, 1e-4, a start from 65,536 vectors, two threads. */
  public static final KMeansSettings DEFAULT = new KMeansSettings(3, 256, 50, 1e-4, 65_536, 2);

  public KMeansSettings {
    if (levels < 1 || codesPerLevel < 1 || codesPerLevel > 32768) {
      throw new InputException(
          levels + " levels of " + codesPerLevel + " codes are not possible",
          "choose 1 or more levels of 1 to 32768 codes, such as 3 of 256");
    }
    if (iterations < 1 || tolerance < 0 || sample < codesPerLevel || threads < 1) {
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
  }

  /** The same with another shape. */
  public KMeansSettings shape(int newLevels, int newCodesPerLevel) {
    return new KMeansSettings(newLevels, newCodesPerLevel, iterations, tolerance, sample, threads);
  }

  /** The same on another number of threads. */
  public KMeansSettings onThreads(int newThreads) {
    return new KMeansSettings(levels, codesPerLevel, iterations, tolerance, sample, newThreads);
  }
}
