package io.adlib.evaluate.metrics;

/** Quadratic weighted kappa: agreement of two graders beyond chance, larger misses cost more. */
public final class Kappa {

  private Kappa() {}

  /**
   * Of n examples graded twice (Cohen 1968, weights (i − j)²).
   *
   * @param truth_N grades in [least, most]
   * @param guess_N grades in [least, most]
   * @return at most 1; 0 at chance; NaN for no examples, and 1 if both graders always give the one
   *     same grade
   */
  public static double quadratic(int[] truth_N, int[] guess_N, int least, int most) {
    int grades = most - least + 1;
    double[] truths = new double[grades];
    double[] guesses = new double[grades];
    double observed = 0;
    for (int i = 0; i < truth_N.length; i++) {
      truths[truth_N[i] - least]++;
      guesses[guess_N[i] - least]++;
      observed += square(truth_N[i] - guess_N[i]);
    }
    double expected = 0;
    for (int i = 0; i < grades; i++) {
      for (int j = 0; j < grades; j++) {
        expected += truths[i] * guesses[j] / truth_N.length * square(i - j);
      }
    }
    return observed == 0 && truth_N.length > 0 ? 1 : 1 - observed / expected;
  }

  private static double square(int difference) {
    return (double) difference * difference;
  }
}
