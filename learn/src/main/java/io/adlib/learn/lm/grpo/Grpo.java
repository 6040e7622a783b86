package io.adlib.learn.lm.grpo;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.lm.grpo.AnswerWriter.Written;
import io.adlib.learn.lm.tune.Example;
import io.adlib.learn.lm.tune.TokenLogP;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
 * step on them would be bounded. Before the first step and at each validation the likeliest answers
 * to held-out prompts are measured, and a {@link GrpoGuard} stops a policy that hacks its reward.
 * Called by one thread.
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
  private final GrpoGuard guard;
  private final AnswerWriter writer;

  /** One for the start, then one a validation. */
  private final List<Held> curve = new ArrayList<>();

  /** Mean reward between one validation and the next. */
  private final List<Double> rewards = new ArrayList<>();

  private double rewardSum;
  private int rewarded;

  private record Sample(Example example, double advantage) {}

  /**
   * @param model to be trained
   * @param start the same model as it was before; only read
   * @param held prompts that are only measured on
   * @param end the token that ends an answer
   * @param heldReward the metric of those, by their numbers; below 0 for an answer of no form
   * @param writer of the answers; stays the caller's to close
   */
  public Grpo(
      CausalLm model,
      CausalLm start,
      List<int[]> prompts,
      List<int[]> held,
      int end,
      Reward reward,
      Reward heldReward,
      GrpoSettings settings,
      GrpoGuard guard,
      AnswerWriter writer) {
    this.model = model;
    this.start = start;
    this.prompts = List.copyOf(prompts);
    this.held = List.copyOf(held);
    this.end = end;
    this.reward = reward;
    this.heldReward = heldReward;
    this.settings = settings;
    this.guard = guard;
    this.writer = writer;
  }

  /** The same that watches nothing and writes by libtorch. */
  public Grpo(
      CausalLm model,
      CausalLm start,
      List<int[]> prompts,
      List<int[]> held,
      int end,
      Reward reward,
      Reward heldReward,
      GrpoSettings settings) {
    this(
        model,
        start,
        prompts,
        held,
        end,
        reward,
        heldReward,
        settings,
        GrpoGuard.NONE,
        new CachedWriter(model, end));
  }

  @Override
  public String name() {
    return "grpo";
  }

  @Override
  public String settings() {
    return settings + " " + guard;
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
    if (curve.isEmpty()) {
      curve.add(held());
    }
    writer.renew(model);
    var samples = new ArrayList<Sample>();
    double sum = 0;
    for (int prompt : examples) {
      double[] reward_G = new double[settings.group()];
      var group = new ArrayList<Written>();
      for (int g = 0; g < reward_G.length; g++) {
        group.add(write(prompts.get(prompt), Optional.of(randomness.of(prompt).of(g))));
        reward_G[g] = counted(prompt, group.get(g));
      }
      double mean = Arrays.stream(reward_G).average().orElse(0);
      double variance =
          Arrays.stream(reward_G).map(r -> (r - mean) * (r - mean)).average().orElse(0);
      for (int g = 0; g < reward_G.length; g++) {
        double advantage = (reward_G[g] - mean) / (Math.sqrt(variance) + EPSILON);
        samples.add(new Sample(example(prompts.get(prompt), group.get(g)), advantage));
      }
      sum += mean;
    }
    rewardSum += sum;
    rewarded += examples.length;
    samples.sort(Comparator.comparingInt(sample -> sample.example().tokens().length));
    int tokens = Torch.step(() -> backward(samples));
    return new Step(1 - sum / examples.length, tokens);
  }

  private double counted(int prompt, Written written) {
    double given = written.ended() ? Math.max(0, reward.of(prompt, written.tokens())) : 0;
    return settings.counted(given, written.tokens().length, written.ended());
  }

  private Example example(int[] prompt, Written written) {
    int[] answer = written.tokens();
    int length = prompt.length + answer.length;
    int[] all = Arrays.copyOf(prompt, written.ended() ? length + 1 : length);
    System.arraycopy(answer, 0, all, prompt.length, answer.length);
    if (written.ended()) {
      all[length] = end;
    }
    return new Example("grpo", "", all, prompt.length);
  }

  private int backward(List<Sample> samples) {
    List<Example> examples = samples.stream().map(Sample::example).toList();
    float[] before =
        Torch.stepWithoutGradient(() -> TokenLogP.ofAnswers(start, examples).logP_N1().floats());
    Tensor logP_N1 = TokenLogP.ofAnswers(model, examples).logP_N1();
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

  private Written write(int[] prompt, Optional<Seed> draws) {
    int most = Math.min(settings.most(), model.shape().positions() - prompt.length);
    return writer.write(prompt, most, draws);
  }

  /** The likeliest answers to the held prompts, as the model is now. */
  private Held held() {
    writer.renew(model);
    double metric = 0;
    double length = 0;
    int formed = 0;
    for (int i = 0; i < held.size(); i++) {
      Written written = write(held.get(i), Optional.empty());
      double given = written.ended() ? heldReward.of(i, written.tokens()) : -1;
      metric += Math.max(0, given);
      length += written.tokens().length;
      formed += given >= 0 ? 1 : 0;
    }
    double n = Math.max(1, held.size());
    return new Held(metric / n, length / n, formed / n);
  }

  /**
   * The held-out metric.
   *
   * @throws InputException if the guard says that the reward is being hacked
   */
  @Override
  public double validate() {
    Held now = held();
    rewards.add(rewarded == 0 ? 0 : rewardSum / rewarded);
    rewardSum = 0;
    rewarded = 0;
    Optional<String> broken =
        curve.isEmpty() ? Optional.empty() : guard.broken(curve.getFirst(), now);
    if (broken.isPresent()) {
      throw new InputException(
          "stopped, because the reward is being hacked: " + broken.get(),
          "train with a larger KL or length cost, or mend the reward; the last checkpoint is kept");
    }
    curve.add(now);
    return now.metric();
  }

  /** Measures on held-out prompts: of the start, then of each validation. */
  public List<Held> curve() {
    return List.copyOf(curve);
  }

  /** Mean rewards of the samples up to each validation. */
  public List<Double> rewards() {
    return List.copyOf(rewards);
  }

  @Override
  public Map<String, String> state() {
    return Map.of(
        "grpo.held", String.join(";", curve.stream().map(Held::text).toList()),
        "grpo.rewards", String.join(";", rewards.stream().map(String::valueOf).toList()),
        "grpo.sum", rewardSum + ";" + rewarded);
  }

  @Override
  public void restore(Map<String, String> texts) {
    curve.clear();
    rewards.clear();
    parts(texts, "grpo.held").map(Held::of).forEach(curve::add);
    parts(texts, "grpo.rewards").map(Double::valueOf).forEach(rewards::add);
    List<String> sum = parts(texts, "grpo.sum").toList();
    if (sum.size() == 2) {
      rewardSum = Double.parseDouble(sum.get(0));
      rewarded = Integer.parseInt(sum.get(1));
    }
  }

  private static Stream<String> parts(Map<String, String> texts, String name) {
    return Stream.of(texts.getOrDefault(name, "").split(";")).filter(part -> !part.isEmpty());
  }
}
