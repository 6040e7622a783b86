package io.adlib.llm.relevance;

import io.adlib.core.Progress;
import java.util.List;
import java.util.function.Function;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;

/**
 * Grades by a weighted sum of features: ridge regression to the grade, then three cuts, both on the
 * training rows.
 */
final class LinearGrader implements Grader {

  private static final double RIDGE = 1;
  private final String name;
  private final Function<List<Judgment>, Features> features;

  LinearGrader(String name, Function<List<Judgment>, Features> features) {
    this.name = name;
    this.features = features;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int[] grade(List<Judgment> train, List<Judgment> test, Progress progress) {
    Features of = features.apply(train);
    double[][] x = train.stream().map(of::of).toArray(double[][]::new);
    int[] grade_N = train.stream().mapToInt(Judgment::grade).toArray();
    double[] weights = fit(x, grade_N);
    double[] train_N = scores(x, weights);
    double[] test_N = scores(test.stream().map(of::of).toArray(double[][]::new), weights);
    return Thresholds.fit(train_N, grade_N).grades(test_N);
  }

  /** Least squares with rows added that pull every weight but the intercept towards 0. */
  private static double[] fit(double[][] x, int[] grade_N) {
    int width = x[0].length;
    double[][] rows = new double[x.length + width][];
    double[] y = new double[x.length + width];
    for (int i = 0; i < x.length; i++) {
      rows[i] = withIntercept(x[i]);
      y[i] = grade_N[i];
    }
    for (int f = 0; f < width; f++) {
      rows[x.length + f] = new double[width + 1];
      rows[x.length + f][f + 1] = Math.sqrt(RIDGE);
    }
    var regression = new OLSMultipleLinearRegression();
    regression.setNoIntercept(true);
    regression.newSampleData(y, rows);
    return regression.estimateRegressionParameters();
  }

  private static double[] withIntercept(double[] features) {
    double[] row = new double[features.length + 1];
    row[0] = 1;
    System.arraycopy(features, 0, row, 1, features.length);
    return row;
  }

  private static double[] scores(double[][] x, double[] weights) {
    double[] score_N = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      score_N[i] = weights[0];
      for (int f = 0; f < x[i].length; f++) {
        score_N[i] += weights[f + 1] * x[i][f];
      }
    }
    return score_N;
  }
}
