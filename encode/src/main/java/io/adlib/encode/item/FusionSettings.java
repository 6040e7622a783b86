package io.adlib.encode.item;

/**
 * How text and image become one vector.
 *
 * @param textWeight the text's share of the squared distance between two items, against {@code
 *     imageWeight}
 * @param imageWeight the image's
 * @param whitening of the joined vector
 * @param dimensions of a vector whitened by PCA; 0 for all
 * @param shrinkage of whitening, in [0, 1]
 */
public record FusionSettings(
    double textWeight, double imageWeight, Whitening whitening, int dimensions, double shrinkage) {

  /** Text and image alike, not whitened. */
  public static final FusionSettings DEFAULT = new FusionSettings(1, 1, Whitening.NONE, 0, .1);
}
