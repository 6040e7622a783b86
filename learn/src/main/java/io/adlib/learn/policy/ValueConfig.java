package io.adlib.learn.policy;

import io.adlib.learn.generator.GeneratorRegularisation;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.training.TrainingConfig;

/**
 * All that is chosen about the stages after next-item prediction.
 *
 * @param threads of libtorch
 * @param evaluator G, hidden width of the evaluator
 * @param regularisation of fine-tuning on clicks
 * @param vaft the loop of fine-tuning by value
 * @param value the loop of the evaluator
 * @param drawn items of each episode that the generator draws for the evaluator
 * @param even the same, drawn evenly from what is legal
 * @param imitation weight of fine-tuning's own loss beside the policy's
 * @param policy the policy's training
 */
public record ValueConfig(
    int threads,
    int evaluator,
    GeneratorRegularisation regularisation,
    TrainingConfig vaft,
    TrainingConfig value,
    int drawn,
    int even,
    double imitation,
    PolicyConfig policy) {

  /** DPO's β. */
  public static final double DPO = .1;

  private static final AdamW.Settings ADAMW = new AdamW.Settings(.9, .98, 1e-8, 0);

  /**
   * What suits a generator.
   *
   * @param width D, which the evaluator gets too
   */
  public static ValueConfig forGenerator(
      int width, GeneratorRegularisation regularisation, PolicyConfig.Method method) {
    return new ValueConfig(
        1,
        width,
        regularisation,
        loop(64, 1, 5e-4, 100),
        loop(32, 2, 3e-3, 20),
        16,
        32,
        1,
        PolicyConfig.of(method));
  }

  private static TrainingConfig loop(int batch, int epochs, double rate, int warmUp) {
    return new TrainingConfig(
        batch, epochs, rate, .05, warmUp, 1, ADAMW, 1, 3, 200, TrainingConfig.NO_LIMIT);
  }

  /** The same with another loop of fine-tuning. */
  public ValueConfig vaft(TrainingConfig loop) {
    return new ValueConfig(
        threads, evaluator, regularisation, loop, value, drawn, even, imitation, policy);
  }
}
