package io.adlib.infer.lm;

import io.adlib.core.Seed;

/**
 * How the next token is chosen.
 *
 * @param temperature logits are divided by it; 0 takes the likeliest token
 * @param topP only the likeliest tokens are drawn from that together have this probability, in
 *     (0,1]
 * @param seed of the draws; the same seed draws the same text
 */
public record Sampling(double temperature, double topP, Seed seed) {

  /** The likeliest token, always. */
  public static final Sampling GREEDY = new Sampling(0, 1, new Seed(0));

  public Sampling {
    if (!(temperature >= 0) || !(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("temperature " + temperature + ", top-p " + topP);
    }
  }
}
