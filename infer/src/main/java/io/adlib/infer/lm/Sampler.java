package io.adlib.infer.lm;

import io.adlib.kernel.compute.Kernels;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Chooses tokens by logits, one after another. Not thread-safe. */
final class Sampler {

  private final Sampling sampling;
  private final Kernels kernels;
  private final RandomGenerator random;

  Sampler(Sampling sampling, Kernels kernels) {
    this.sampling = sampling;
    this.kernels = kernels;
    random = sampling.seed().generator();
  }

  /**
   * The next token.
   *
   * @param logits [V], −∞ for tokens that may not come; overwritten
   */
  int next(float[] logits) {
    int likeliest = kernels.argMax(logits, 0, logits.length);
    if (sampling.temperature() == 0) {
      return likeliest;
    }
    float highest = logits[likeliest];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) ((logits[i] - highest) / sampling.temperature());
    }
    kernels.softmax(logits, 0, logits.length);
    int[] order =
        IntStream.range(0, logits.length)
            .filter(i -> logits[i] > 0)
            .boxed()
            .sorted((a, b) -> Float.compare(logits[b], logits[a]))
            .mapToInt(i -> i)
            .toArray();
    int kept = 0;
    double mass = 0;
    while (kept < order.length && mass < sampling.topP()) {
      mass += logits[order[kept++]];
    }
    double left = random.nextDouble() * mass;
    for (int i = 0; i < kept; i++) {
      left -= logits[order[i]];
      if (left < 0) {
        return order[i];
      }
    }
    return order[Math.max(0, kept - 1)];
  }
}
