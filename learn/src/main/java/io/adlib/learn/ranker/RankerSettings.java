package io.adlib.learn.ranker;

/**
 * How a logistic regression is trained.
 *
 * @param learningRate of AdaGrad
 * @param l2 pull of each touched weight towards 0
 * @param epochs at most
 * @param patience epochs without a better validation before it stops
 */
public record RankerSettings(double learningRate, double l2, int epochs, int patience) {
  /** For clicks over impressions. */
  public static final RankerSettings CLICK = new RankerSettings(.03, 2e-5, 12, 2);

  /** For conversions over clicks. */
  public static final RankerSettings CONVERSION = new RankerSettings(.02, 3e-4, 12, 2);
}
