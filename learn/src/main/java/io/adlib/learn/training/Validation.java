package io.adlib.learn.training;

import java.util.Arrays;

/**
 * How good a model is on validation.
 *
 * @param figure higher is better
 * @param error how far it may be off by chance, its standard error; 0 where that is not known
 */
public record Validation(double figure, double error) {

  /** A figure whose error is not known. */
  public static Validation of(double figure) {
    return new Validation(figure, 0);
  }

  /** The mean over cases and its standard error; zeros for no case. */
  public static Validation mean(double[] cases) {
    double mean = Arrays.stream(cases).average().orElse(0);
    double squares = Arrays.stream(cases).map(x -> (x - mean) * (x - mean)).sum();
    return new Validation(mean, Math.sqrt(squares) / Math.max(1, cases.length));
  }
}
