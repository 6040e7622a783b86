package io.adlib.learn.lm.tune;

import io.adlib.core.Seed;
import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Supervised fine-tuning: examples of all tasks in one batch, packed end to end, the loss on
 * answers, each example's the mean over its tokens, weighed by {@link AdaptiveWeights}. A model
 * from nothing may be taught to read as well: to that loss is added a share of the prompts' own,
 * each the mean over its tokens. Validation is of answers always. Called by one thread.
 */
public final class FineTuning implements Trainee {

  private static final int VALIDATED_AT_ONCE = 32;

  private final String name;
  private final CausalLm model;
  private final List<Example> training;
  private final List<Example> validation;
  private final AdaptiveWeights weights;
  private final double promptWeight;
  private final TaskProgress progress;
  private long steps;

  /**
   * @param name what people read beside the progress bar; part of what a checkpoint belongs to
   * @param training examples, numbered in this order
   * @param validation at least one of each task that has a weight of its own
   * @param promptWeight what a prompt's loss counts beside its answer's; at 0 prompts are masked
   */
  public FineTuning(
      String name,
      CausalLm model,
      List<Example> training,
      List<Example> validation,
      AdaptiveWeights weights,
      double promptWeight) {
    this.name = name;
    this.model = model;
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
    this.weights = weights;
    this.promptWeight = promptWeight;
    List<String> tasks = validation.stream().map(Example::task).distinct().sorted().toList();
    progress = new TaskProgress(tasks, weights);
  }

  /** Curves of each task. */
  public TaskProgress progress() {
    return progress;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return promptWeight == 0 ? weights.toString() : weights + " prompts " + promptWeight;
  }

  @Override
  public Parameters parameters() {
    return model.trained();
  }

  @Override
  public int examples() {
    return training.size();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    if (progress.points().isEmpty()) {
      progress.add(0, losses());
    }
    steps++;
    List<Example> batch = sorted(Arrays.stream(examples).mapToObj(training::get).toList());
    return Torch.step(
        () -> {
          var predicted = new Predicted(batch, promptWeight > 0);
          Tensor loss = predicted.logP_N1().mul(predicted.weights()).sum().mul(-1);
          double balance = model.shape().experts().map(e -> e.balance()).orElse(0.0);
          for (Tensor one : predicted.balance()) {
            loss = loss.add(one.mul(balance));
          }
          loss.backward();
          double mean = Arrays.stream(predicted.loss_I()).average().orElse(0);
          return new Step(mean, predicted.tokens());
        });
  }

  private static List<Example> sorted(List<Example> batch) {
    return batch.stream().sorted(Comparator.comparingInt(e -> e.tokens().length)).toList();
  }

  /** What the model thinks of a batch: of each example's prompt, if it was asked, and answer. */
  private final class Predicted {
    private final List<Example> batch;
    private final boolean prompts;
    private final Tensor logP_N1;
    private final List<Tensor> balance;
    private final double[] loss_I;
    private final int tokens;

    Predicted(List<Example> batch, boolean prompts) {
      this.batch = batch;
      this.prompts = prompts;
      TokenLogP found = prompts ? TokenLogP.ofAll(model, batch) : TokenLogP.ofAnswers(model, batch);
      logP_N1 = found.logP_N1();
      balance = found.balance();
      float[] values = logP_N1.floats();
      tokens = values.length;
      loss_I = new double[batch.size()];
      int at = 0;
      for (int i = 0; i < loss_I.length; i++) {
        int length = batch.get(i).answerLength();
        at += promptLength(batch.get(i));
        for (int end = at + length; at < end; at++) {
          loss_I[i] -= values[at] / length;
        }
      }
    }

    /** How many of the prompt's tokens are predicted: not its first. */
    private int promptLength(Example example) {
      return prompts ? example.answerFrom() - 1 : 0;
    }

    Tensor logP_N1() {
      return logP_N1;
    }

    List<Tensor> balance() {
      return balance;
    }

    /** Mean loss of each answer's tokens. */
    double[] loss_I() {
      return loss_I;
    }

    int tokens() {
      return tokens;
    }

    /** What each predicted token counts; of a prompt all alike, and of an answer. */
    Tensor weights() {
      double[] p = Arrays.stream(loss_I).map(loss -> Math.exp(-loss)).toArray();
      double[] instance = FineTuning.this.weights.ofInstances(p);
      float[] weight_N1 = new float[tokens];
      int at = 0;
      for (int i = 0; i < instance.length; i++) {
        Example example = batch.get(i);
        int task = progress.tasks().indexOf(example.task());
        double weight = instance[i] * (task < 0 ? 1 : progress.weight(task));
        at = fill(weight_N1, at, promptLength(example), promptWeight / instance.length);
        at = fill(weight_N1, at, example.answerLength(), weight / instance.length);
      }
      return Tensor.of(weight_N1, tokens, 1);
    }

    /** Shares a weight among so many tokens; returns the place after them. */
    private static int fill(float[] weight_N1, int at, int length, double weight) {
      Arrays.fill(weight_N1, at, at + length, (float) (weight / length));
      return at + length;
    }
  }

  /** Mean loss of each task on validation. */
  public double[] losses() {
    double[] sum = new double[progress.tasks().size()];
    int[] count = new int[sum.length];
    List<Example> all = sorted(validation);
    for (int from = 0; from < all.size(); from += VALIDATED_AT_ONCE) {
      List<Example> batch = all.subList(from, Math.min(all.size(), from + VALIDATED_AT_ONCE));
      double[] loss_I = Torch.stepWithoutGradient(() -> new Predicted(batch, false).loss_I());
      for (int i = 0; i < loss_I.length; i++) {
        int task = progress.tasks().indexOf(batch.get(i).task());
        sum[task] += loss_I[i];
        count[task]++;
      }
    }
    for (int k = 0; k < sum.length; k++) {
      sum[k] /= count[k];
    }
    return sum;
  }

  @Override
  public double validate() {
    double[] losses = losses();
    progress.add(steps, losses);
    return -Arrays.stream(losses).average().orElse(0);
  }

  @Override
  public Map<String, String> state() {
    var texts = new TreeMap<>(progress.texts());
    texts.put("tune.steps", Long.toString(steps));
    return texts;
  }

  @Override
  public void restore(Map<String, String> texts) {
    progress.restore(texts);
    steps = Long.parseLong(texts.getOrDefault("tune.steps", "0"));
  }
}
