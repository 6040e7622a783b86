package io.adlib.sid.relevance;

import java.util.stream.IntStream;

/**
 * Grades how well an ad answers a query, from 1, not at all, to 4, perfectly. A score is a weighted
 * sum of {@link Evidence}, of what each word of the query costs when the ad does not have it, and
 * of what the word asks of the price; it becomes a grade by cumulative odds (McCullagh 1980):
 * {@code P(grade > k) = sigmoid(score − cut k)}. Immutable and thread-safe.
 *
 * @param lexicon V words
 * @param weight_F by {@link Evidence#NAMES}
 * @param missing_V what it costs not to have a word that is all of the query
 * @param dear_V what the dearest of a category gains by it, and the cheapest loses
 * @param cut_3 rising
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
public record RelevanceModel(
    Lexicon lexicon, float[] weight_F, float[] missing_V, float[] dear_V, float[] cut_3) {

  /** The lowest grade. */
  public static final int LEAST = 1;

  /** The highest. */
  public static final int MOST = 4;

  /**
   * @throws IllegalArgumentException if the parts do not fit each other
   */
  public RelevanceModel {
    int v = lexicon.size();
    if (weight_F.length != Evidence.COUNT
        || missing_V.length != v
        || dear_V.length != v
        || cut_3.length != MOST - LEAST) {
      throw new IllegalArgumentException(
          "%d weights of %d, %d and %d of words of %d, %d cuts"
              .formatted(
                  weight_F.length,
                  Evidence.COUNT,
                  missing_V.length,
                  dear_V.length,
                  v,
                  cut_3.length));
    }
    if (!finite(weight_F) || !finite(missing_V) || !finite(dear_V) || !finite(cut_3)) {
      throw new IllegalArgumentException("a weight is not finite");
    }
    if (!(cut_3[0] <= cut_3[1] && cut_3[1] <= cut_3[2])) {
      throw new IllegalArgumentException("the cuts do not rise");
    }
    weight_F = weight_F.clone();
    missing_V = missing_V.clone();
    dear_V = dear_V.clone();
    cut_3 = cut_3.clone();
  }

  private static boolean finite(float[] values) {
    return IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]));
  }

  /** The mean grade of an ad that was just looked at, in [1,4]. */
  double grade(Evidence query, float[] x_F, float dear) {
    double score = 0;
    for (int f = 0; f < x_F.length; f++) {
      score += weight_F[f] * x_F[f];
    }
    for (int q = 0; q < query.word_Q.length; q++) {
      int word = query.word_Q[q];
      if (word >= 0) {
        double word_s = dear_V[word] * dear - (query.found_Q[q] ? 0 : missing_V[word]);
        score += query.share_Q[q] * word_s;
      }
    }
    double grade = LEAST;
    for (float cut : cut_3) {
      grade += 1 / (1 + Math.exp(cut - score));
    }
    return grade;
  }
}
