package io.adlib.learn.sasrec;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GivenGradients;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.SoftmaxHead;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * SASRec with its data: each position of a sequence predicts the next item, by cross-entropy over
 * all items. A sequence too long for the model is cut into windows, the newest first and full.
 */
public final class SasRecTraining implements Trainee {

  private static final int ROWS_AT_ONCE = 256;
  private final SasRec model;
  private final Windows windows;
  private final ToDoubleFunction<SasRec> validation;
  private final SoftmaxHead head;

  /**
   * @param sequences items of each user, oldest first; those of fewer than two teach nothing
   * @param validation how good the model is, higher is better
   */
  public SasRecTraining(SasRec model, int[][] sequences, ToDoubleFunction<SasRec> validation) {
    this.model = model;
    this.validation = validation;
    head = new SoftmaxHead(ROWS_AT_ONCE, model.config().precision());
    windows = new Windows(sequences, model.config().maxLength());
  }

  @Override
  public String name() {
    return "train sasrec";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return windows.size();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    List<int[]> batch = windows.ascending(examples);
    int[][] inputs = batch.stream().map(w -> Arrays.copyOf(w, w.length - 1)).toArray(int[][]::new);
    int[] targets_P = batch.stream().flatMapToInt(w -> Arrays.stream(w, 1, w.length)).toArray();
    double loss =
        Torch.step(
            () -> {
              Tensor h_PD = model.hidden(inputs, new Dropout(randomness));
              SoftmaxHead.Gradients known = head.gradients(h_PD, model.items(), targets_P);
              var gradients = new GivenGradients();
              gradients.add(h_PD, known.h_PD());
              gradients.add(model.items(), known.weight_ND());
              gradients.backward();
              return known.loss();
            });
    return new Step(loss, targets_P.length);
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model);
  }
}
