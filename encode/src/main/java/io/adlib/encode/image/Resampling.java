package io.adlib.encode.image;

/**
 * Shrinks and grows one colour plane by a separable filter that widens with the step, so that
 * nothing is skipped when it shrinks: what Pillow's {@code Image.resize} computes, which the
 * models' own preparation uses, but in floating point.
 */
enum Resampling {
  /** A triangle, Pillow's BILINEAR. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /** Keys' cubic with a = −½, Pillow's BICUBIC. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? ((-.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }
  };

  private final double support;

  Resampling(double support) {
    this.support = support;
  }

  abstract double weight(double x);

  /** A plane {@code [h, w]} as {@code [toHeight, toWidth]}. */
  float[] resize(float[] plane_HW, int width, int height, int toWidth, int toHeight) {
    float[] rows = pass(plane_HW, width, height, toWidth, 1, width, 1, toWidth);
    return pass(rows, height, toWidth, toHeight, toWidth, 1, toWidth, 1);
  }

  /**
   * Resizes {@code lines} lines of {@code from} numbers to {@code to} numbers each.
   *
   * @param step between the numbers of a line read
   * @param lineStep between lines read
   * @param outStep between the numbers of a line written
   * @param outLineStep between lines written
   */
  private float[] pass(
      float[] in,
      int from,
      int lines,
      int to,
      int step,
      int lineStep,
      int outStep,
      int outLineStep) {
    double scale = (double) from / to;
    double widen = Math.max(scale, 1);
    float[] out = new float[lines * to];
    for (int i = 0; i < to; i++) {
      double centre = (i + .5) * scale;
      int first = Math.max(0, (int) (centre - support * widen + .5));
      int end = Math.min(from, (int) (centre + support * widen + .5));
      double[] weights = new double[end - first];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = weight((first + k - centre + .5) / widen);
        sum += weights[k];
      }
      for (int line = 0; line < lines; line++) {
        double value = 0;
        for (int k = 0; k < weights.length; k++) {
          value += weights[k] * in[line * lineStep + (first + k) * step];
        }
        out[line * outLineStep + i * outStep] = (float) (value / sum);
      }
    }
    return out;
  }
}
