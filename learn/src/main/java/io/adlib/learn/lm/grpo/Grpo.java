package io.adlib.learn.lm.grpo;

import io.adlib.core.Seed;
import io.adlib.learn.lm.CachedReading;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.lm.tune.AnswerLogP;
import io.adlib.learn.lm.tune.Example;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Group-relative policy optimisation (arXiv 2402.03300): to each prompt of a batch the model writes
 * a group of answers; an answer's advantage is its reward less the group's mean, over the group's
 * deviation;
 *
 * <pre>
 * loss = −mean over answers, over their tokens of
 *        min(ratio·A, clip(ratio, 1 ± ε)·A) − β·(e^(q−p) − (q−p) − 1),  p, q log-probabilities now and at the start
 * </pre>
 *
 * Answers are sampled anew for each step, so the ratio is 1 and the clip says only how a second
 * step on them would be bounded. Called by one thread.
 */
public final class Grpo implements Trainee {

  private static final double EPSILON = 1e-4;

  private final CausalLm model;
  private final CausalLm start;
  private final List<int[]> prompts;
  private final List<int[]> held;
  private final int end;
  private final Reward reward;
  private final Reward heldReward;
  private final GrpoSettings settings;

  private record Sample(Example example, double advantage) {}

  /** An answer as it was written, its end included if it has one. */
  private record Written(int[] tokens, boolean ended) {
    int[] plain() {
      return ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
    }
  }

  /**
   * @param model to be trained
   * @param start the same model as it was before; only read
   * @param held prompts that are only measured on
   * @param end the token that ends an answer
   * @param heldReward of those, by their numbers
   */
  public Grpo(
      CausalLm model,
      CausalLm start,
      List<int[]> prompts,
      List<int[]> held,
      int end,
      Reward reward,
      Reward heldReward,
      GrpoSettings settings) {
    this.model = model;
    this.start = start;
    this.prompts = List.copyOf(prompts);
    this.held = List.copyOf(held);
    this.end = end;
    this.reward = reward;
    this.heldReward = heldReward;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "grpo " + settings;
  }

  @Override
  public Parameters parameters() {
    return model.trained();
  }

  @Override
  public int examples() {
    return prompts.size();
  }

  /** The step's loss is 1 less the mean reward. */
  @Override
  public Step gradients(int[] examples, Seed randomness) {
    var samples = new ArrayList<Sample>();
    double sum = 0;
    for (int prompt : examples) {
      double[] rewards = new double[settings.group()];
      var group = new ArrayList<Written>();
      for (int g = 0; g < rewards.length; g++) {
        RandomGenerator random = randomness.of(prompt).of(g).generator();
        group.add(write(prompts.get(prompt), random));
        rewards[g] = counted(reward, prompt, group.get(g));
      }
      double mean = Arrays.stream(rewards).average().orElse(0);
      double variance =
          Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).average().orElse(0);
      for (int g = 0; g < rewards.length; g++) {
        double advantage = (rewards[g] - mean) / (Math.sqrt(variance) + EPSILON);
        samples.add(new Sample(example(prompts.get(prompt), group.get(g)), advantage));
      }
      sum += mean;
    }
    samples.sort(Comparator.comparingInt(sample -> sample.example().tokens().length));
    int tokens = Torch.step(() -> backward(samples));
    return new Step(1 - sum / examples.length, tokens);
  }

  private double counted(Reward by, int prompt, Written written) {
    int[] answer = written.plain();
    double given = written.ended() ? by.of(prompt, answer) : 0;
    return settings.counted(given, answer.length, written.ended());
  }

  private static Example example(int[] prompt, Written written) {
    int[] all = Arrays.copyOf(prompt, prompt.length + written.tokens().length);
    System.arraycopy(written.tokens(), 0, all, prompt.length, written.tokens().length);
    return new Example("grpo", "", all, prompt.length);
  }

  private int backward(List<Sample> samples) {
    List<Example> examples = samples.stream().map(Sample::example).toList();
    float[] before =
        Torch.stepWithoutGradient(() -> AnswerLogP.of(start, examples).logP_N1().floats());
    Tensor logP_N1 = AnswerLogP.of(model, examples).logP_N1();
    float[] advantage_N1 = new float[before.length];
    float[] share_N1 = new float[before.length];
    int at = 0;
    for (Sample sample : samples) {
      int length = sample.example().tokens().length - sample.example().answerFrom();
      Arrays.fill(advantage_N1, at, at + length, (float) sample.advantage());
      Arrays.fill(share_N1, at, at + length, 1f / (length * samples.size()));
      at += length;
    }
    Tensor a = Tensor.of(advantage_N1, before.length, 1);
    Tensor ratio = logP_N1.sub(logP_N1.detach()).exp();
    Tensor bounded = ratio.clamp(1 - settings.clip(), 1 + settings.clip());
    Tensor gain = ratio.mul(a).min(bounded.mul(a));
    Tensor apart = Tensor.of(before, before.length, 1).sub(logP_N1);
    Tensor divergence = apart.exp().sub(apart).sub(Tensor.of(new float[] {1}, 1, 1));
    Tensor loss = divergence.mul(settings.kl()).sub(gain);
    loss.mul(Tensor.of(share_N1, before.length, 1)).sum().backward();
    return before.length;
  }

  /** Writes an answer; without randomness the likeliest tokens. */
  private Written write(int[] prompt, RandomGenerator... random) {
    int most = Math.min(settings.most(), model.shape().positions() - prompt.length);
    int[] tokens = new int[most];
    try (var reading = new CachedReading(model, prompt.length + most)) {
      float[] logits = reading.read(prompt);
      for (int i = 0; i < most; i++) {
        tokens[i] = random.length == 0 ? best(logits) : drawn(logits, random[0]);
        if (tokens[i] == end) {
          return new Written(Arrays.copyOf(tokens, i + 1), true);
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

  /** The mean reward of the likeliest answers to the held prompts. */
  @Override
  public double validate() {
    double sum = 0;
    for (int i = 0; i < held.size(); i++) {
      sum += counted(heldReward, i, write(held.get(i)));
    }
    return sum / Math.max(1, held.size());
  }
}
