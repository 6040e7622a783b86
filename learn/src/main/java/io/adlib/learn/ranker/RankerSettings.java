package io.adlib.learn.ranker;

/**
 * How a logistic regression is trained.
 *
 * @param learningRate of AdaGrad for hashed rows; five times that for the few weights that every
 *     example moves
 * @param caution what AdaGrad's sum of squares begins with for hashed rows, so that rare ones move
 *     little
 * @param l2 pull of each touched weight towards 0
 * @param epochs at most
 * @param patience epochs without a better validation before it stops
 */
public record RankerSettings(
    double learningRate, double caution, double l2, int epochs, int patience) {
  /** For clicks over impressions. */
  public static final RankerSettings CLICK = new RankerSettings(.02, 10, 2e-5, 12, 1);

  /** For conversions over clicks. */
  public static final RankerSettings CONVERSION = new RankerSettings(.005, 30, 1e-3, 12, 2);
}
