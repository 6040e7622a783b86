package io.adlib.evaluate.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far predicted probabilities are from what happened, in bins of equally many examples by
 * predicted probability (bins of equal width would put nearly all of a click log into one).
 *
 * @param ece expected calibration error: mean over examples of |mean p − mean label| of its bin
 * @param ratio sum of predictions over sum of labels; 1 is right, above 1 promises too much
 * @param bins by rising prediction
 */
public record Calibration(double ece, double ratio, List<Bin> bins) {

  /** Bins where none are said. */
  public static final int BINS = 20;

  /**
   * @param count examples
   * @param meanP mean prediction
   * @param meanLabel mean label
   */
  public record Bin(int count, double meanP, double meanLabel) {}

  /** In {@link #BINS} bins. */
  public static Calibration of(double[] p_N, double[] label_N) {
    return of(p_N, label_N, BINS);
  }

  /**
   * @param p_N predicted, in [0,1]
   * @param label_N outcomes, or true probabilities, in [0,1]
   * @param bins how many, at least 1; never more than examples
   */
  public static Calibration of(double[] p_N, double[] label_N, int bins) {
    int n = p_N.length;
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(p_N[a], p_N[b]));
    var all = new ArrayList<Bin>();
    double error = 0;
    double sumP = 0;
    double sumLabel = 0;
    int count = Math.min(bins, n);
    for (int bin = 0; bin < count; bin++) {
      int from = (int) ((long) n * bin / count);
      int to = (int) ((long) n * (bin + 1) / count);
      double p = 0;
      double label = 0;
      for (int i = from; i < to; i++) {
        p += p_N[order[i]];
        label += label_N[order[i]];
      }
      all.add(new Bin(to - from, p / (to - from), label / (to - from)));
      error += Math.abs(p - label);
      sumP += p;
      sumLabel += label;
    }
    return new Calibration(error / n, sumP / sumLabel, List.copyOf(all));
  }
}
