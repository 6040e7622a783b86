package io.adlib.learn.generator;

import io.adlib.learn.torch.Precision;

/**
 * How the generator is regularised while it trains; none of it exists when it serves.
 *
 * @param embeddingDropout of what a position starts as, in [0,1)
 * @param dropout of what each layer adds, in [0,1)
 * @param decoderDropout of what each decoder level adds, in [0,1)
 * @param precision of matrix products in training; scoring and export are float32
 */
public record GeneratorRegularisation(
    double embeddingDropout, double dropout, double decoderDropout, Precision precision) {

  /** For scoring: nothing dropped, float32. */
  public static final GeneratorRegularisation NONE =
      new GeneratorRegularisation(0, 0, 0, Precision.FLOAT32);
}
