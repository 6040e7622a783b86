package io.adlib.learn.lm.tune;

import io.adlib.kernel.lm.LmShape;
import io.adlib.learn.lm.Lora;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is trained, and how.
 *
 * @param base a model's folder to go on from; without one a small model is made from nothing
 * @param lora adapters instead of all weights; needs a base
 * @param size of a model made from nothing
 * @param weights of examples and tasks
 * @param promptWeight what a prompt's loss counts beside its answer's, at least 0; at 0 only
 *     answers are learned
 * @param precision of matrix products
 * @param longest most tokens of an example
 * @param held share of the examples held out for validation
 * @param epochs passes over the examples
 * @param batch examples a step
 * @param rate the highest learning rate
 * @param budget most time
 */
public record TuningOptions(
    Optional<Path> base,
    Optional<Lora> lora,
    Size size,
    AdaptiveWeights weights,
    double promptWeight,
    Precision precision,
    int longest,
    double held,
    int epochs,
    int batch,
    double rate,
    Duration budget) {

  /** Dimensions of a model made from nothing. */
  public record Size(
      int vocabulary, int width, int layers, int heads, int keyHeads, int hidden, int positions) {

    /** Less than a million weights, for a market's few words; chosen in benchmarks/lm.md. */
    public static final Size SMALL = new Size(2048, 128, 3, 8, 4, 384, 512);

    /** A fifth of that, for comparisons. */
    public static final Size TINY = new Size(1024, 64, 2, 2, 1, 192, 512);

    LmShape shape(int tokens) {
      return LmShape.small(tokens, width, layers, heads, keyHeads, hidden, positions);
    }
  }

  /** A small model from nothing, which has to learn to read before it can answer. */
  public static TuningOptions fromNothing(Size size, AdaptiveWeights weights) {
    return new TuningOptions(
        Optional.empty(),
        Optional.empty(),
        size,
        weights,
        1,
        Precision.BFLOAT16,
        320,
        .03,
        2,
        16,
        2e-3,
        TrainingConfig.NO_LIMIT);
  }

  /** All weights of a model that is there, on from them. */
  public static TuningOptions from(Path base, AdaptiveWeights weights) {
    TuningOptions o = fromNothing(Size.SMALL, weights);
    return new TuningOptions(
        Optional.of(base),
        Optional.empty(),
        o.size,
        weights,
        0,
        o.precision,
        o.longest,
        o.held,
        o.epochs,
        o.batch,
        o.rate,
        o.budget);
  }

  /** The same with another learning rate. */
  public TuningOptions rate(double other) {
    return new TuningOptions(
        base,
        lora,
        size,
        weights,
        promptWeight,
        precision,
        longest,
        held,
        epochs,
        batch,
        other,
        budget);
  }

  /** The same with prompts that count otherwise. */
  public TuningOptions promptWeight(double other) {
    return new TuningOptions(
        base, lora, size, weights, other, precision, longest, held, epochs, batch, rate, budget);
  }

  /** The same with examples of other lengths. */
  public TuningOptions longest(int other) {
    return new TuningOptions(
        base,
        lora,
        size,
        weights,
        promptWeight,
        precision,
        other,
        held,
        epochs,
        batch,
        rate,
        budget);
  }

  /** The same for other epochs. */
  public TuningOptions epochs(int other) {
    return new TuningOptions(
        base,
        lora,
        size,
        weights,
        promptWeight,
        precision,
        longest,
        held,
        other,
        batch,
        rate,
        budget);
  }

  /** The same within a time. */
  public TuningOptions within(Duration other) {
    return new TuningOptions(
        base,
        lora,
        size,
        weights,
        promptWeight,
        precision,
        longest,
        held,
        epochs,
        batch,
        rate,
        other);
  }

  /** The same with another share held out. */
  public TuningOptions held(double other) {
    return new TuningOptions(
        base,
        lora,
        size,
        weights,
        promptWeight,
        precision,
        longest,
        other,
        epochs,
        batch,
        rate,
        budget);
  }

  TrainingConfig config(int examples) {
    int steps = Math.ceilDiv(examples, batch);
    return new TrainingConfig(
        batch,
        epochs,
        rate,
        .05,
        Math.min(100, Math.max(1, steps / 4)),
        1,
        new AdamW.Settings(.9, .98, 1e-8, .05),
        1,
        epochs,
        200,
        budget);
  }
}
