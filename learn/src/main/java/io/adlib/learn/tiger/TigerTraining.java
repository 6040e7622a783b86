package io.adlib.learn.tiger;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GivenGradients;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.SoftmaxHead;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Windows;
import io.adlib.sid.SemanticIds;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * {@link Tiger} with its data: each item of a sequence is to be spelt from those before it, the
 * loss being the cross-entropy of each code among all codes of its level, summed over the levels. A
 * sequence too long for the model is cut into windows, the newest first and full. Used by one
 * thread.
 */
public final class TigerTraining implements Trainee {

  private static final int ROWS_AT_ONCE = 1024;
  private final Tiger model;
  private final SemanticIds ids;
  private final Windows windows;
  private final ToDoubleFunction<Tiger> validation;
  private final SoftmaxHead head;

  /**
   * @param sequences items of each user, oldest first; those of fewer than two teach nothing
   * @param validation how good the model is, higher is better
   * @throws InputException if no sequence teaches anything
   */
  public TigerTraining(
      Tiger model, int[][] sequences, SemanticIds ids, ToDoubleFunction<Tiger> validation) {
    this.model = model;
    this.ids = ids;
    this.validation = validation;
    head = new SoftmaxHead(ROWS_AT_ONCE, model.config().precision());
    windows = new Windows(sequences, model.config().maxItems());
    if (windows.size() == 0) {
      throw new InputException(
          "there is nothing to train on: no user has two items beside validation and test",
          "give sequences of four items or more");
    }
  }

  @Override
  public String name() {
    return "train tiger";
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
    int targets = batch.stream().mapToInt(window -> window.length - 1).sum();
    return Torch.step(
        () -> {
          var gradients = new GivenGradients();
          double loss = loss(batch, new Dropout(randomness), gradients);
          gradients.backward();
          return new Step(loss, targets);
        });
  }

  /**
   * The loss of some windows, ascending in length.
   *
   * @param gradients where those of the loss by the model's last tensors go
   */
  double loss(List<int[]> batch, Dropout dropout, GivenGradients gradients) {
    int depth = model.config().depth();
    int[] read_P = batch.stream().flatMapToInt(w -> Arrays.stream(w, 0, w.length - 1)).toArray();
    int[] target_P = batch.stream().flatMapToInt(w -> Arrays.stream(w, 1, w.length)).toArray();
    var packing = new Packing(batch.stream().mapToInt(w -> (w.length - 1) * depth).toArray());
    var precision = model.config().precision();
    Tensor encoded_QD = model.encode(tokens(read_P, 0), packing, precision, dropout);
    Tensor h_QD =
        model.decode(
            tokens(target_P, 1),
            depth,
            model.alongside(encoded_QD, packing, precision),
            precision,
            dropout);
    double loss = 0;
    for (int level = 0; level < depth; level++) {
      int present = level;
      int[] at_P = IntStream.range(0, target_P.length).map(p -> p * depth + present).toArray();
      int[] code_P = Arrays.stream(target_P).map(item -> ids.code(item, present)).toArray();
      Tensor h_PD = h_QD.rows(Tensor.of(at_P, at_P.length));
      Tensor code_CD = model.codes(level);
      SoftmaxHead.Gradients known = head.gradients(h_PD, code_CD, code_P);
      gradients.add(h_PD, known.h_PD());
      gradients.add(code_CD, known.weight_ND());
      loss += known.loss();
    }
    return loss;
  }

  /**
   * The tokens of items, L each, moved right by so many places; a start stands in the place that
   * gets free.
   */
  private int[] tokens(int[] items, int shift) {
    int depth = model.config().depth();
    int[] tokens = new int[items.length * depth];
    for (int i = 0; i < items.length; i++) {
      for (int level = 0; level < depth - shift; level++) {
        tokens[i * depth + level + shift] = model.token(level, ids.code(items[i], level));
      }
    }
    return tokens;
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model);
  }
}
