package io.adlib.learn.lm.grpo;

import io.adlib.core.Seed;
import io.adlib.learn.lm.CachedReading;
import io.adlib.learn.lm.CausalLm;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Writes by libtorch, a text at a time. */
final class CachedWriter implements AnswerWriter {

  private final int end;
  private CausalLm model;

  CachedWriter(CausalLm model, int end) {
    this.model = model;
    this.end = end;
  }

  @Override
  public void renew(CausalLm now) {
    model = now;
  }

  @Override
  public Written write(int[] prompt, int most, Optional<Seed> draws) {
    Optional<RandomGenerator> random = draws.map(Seed::generator);
    int[] tokens = new int[most];
    try (var reading = new CachedReading(model, prompt.length + most)) {
      float[] logits = reading.read(prompt);
      for (int i = 0; i < most; i++) {
        tokens[i] = random.isEmpty() ? best(logits) : drawn(logits, random.get());
        if (tokens[i] == end) {
          return new Written(Arrays.copyOf(tokens, i), true);
        }
        if (i + 1 < most) {
          logits = reading.read(tokens[i]);
        }
      }
    }
    return new Written(tokens, false);
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static int drawn(float[] logits, RandomGenerator random) {
    float highest = logits[best(logits)];
    double mass = 0;
    for (float logit : logits) {
      mass += Math.exp(logit - highest);
    }
    double left = random.nextDouble() * mass;
    for (int i = 0; i < logits.length; i++) {
      left -= Math.exp(logits[i] - highest);
      if (left < 0) {
        return i;
      }
    }
    return best(logits);
  }
}
