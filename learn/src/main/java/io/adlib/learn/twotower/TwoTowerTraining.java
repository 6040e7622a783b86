package io.adlib.learn.twotower;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two towers with their data: each history should lie nearer to the item that came next than to the
 * next items of the batch's other histories. The logits are lowered by the log of how often an item
 * is drawn so (Yi et al., RecSys 2019), and another row's item is no negative where it is the same
 * item.
 */
public final class TwoTowerTraining implements Trainee {

  private static final float NOT_A_NEGATIVE = -1e9f;

  private record Example(int[] sequence, int target) {
    int item() {
      return sequence[target];
    }
  }

  private final TwoTower model;
  private final List<Example> examples = new ArrayList<>();
  private final double[] logFrequency_N;
  private final ToDoubleFunction<TwoTower> validation;

  /**
   * @param sequences items of each user, oldest first; those of fewer than two teach nothing
   * @param validation how good the model is, higher is better
   * @throws InputException if no sequence has two items
   */
  public TwoTowerTraining(
      TwoTower model, int[][] sequences, ToDoubleFunction<TwoTower> validation) {
    this.model = model;
    this.validation = validation;
    logFrequency_N = new double[model.itemCount()];
    for (int[] sequence : sequences) {
      for (int t = 1; t < sequence.length; t++) {
        examples.add(new Example(sequence, t));
        logFrequency_N[sequence[t]]++;
      }
    }
    if (examples.isEmpty()) {
      throw new InputException(
          "there is nothing to train two towers on: no user took two items", "import events first");
    }
    for (int i = 0; i < logFrequency_N.length; i++) {
      logFrequency_N[i] = Math.log(Math.max(1, logFrequency_N[i]) / examples.size());
    }
  }

  @Override
  public String name() {
    return "train two towers";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return examples.size();
  }

  @Override
  public Step gradients(int[] batch, Seed randomness) {
    List<Example> chosen = Arrays.stream(batch).mapToObj(examples::get).toList();
    return Torch.step(
        () -> {
          Tensor loss = loss(chosen, new Dropout(randomness));
          loss.backward();
          return new Step(loss.item(), chosen.size());
        });
  }

  private Tensor loss(List<Example> batch, Dropout dropout) {
    int b = batch.size();
    int[] item_B = batch.stream().mapToInt(Example::item).toArray();
    List<int[]> histories =
        batch.stream().map(e -> Arrays.copyOf(e.sequence(), e.target())).toList();
    float[] correction_BB = new float[b * b];
    int[] own_B = new int[b];
    for (int row = 0; row < b; row++) {
      own_B[row] = row;
      for (int column = 0; column < b; column++) {
        boolean same = row != column && item_B[row] == item_B[column];
        correction_BB[row * b + column] =
            same ? NOT_A_NEGATIVE : (float) -logFrequency_N[item_B[column]];
      }
    }
    Tensor user_BD = model.users(histories, dropout);
    Tensor item_BD = model.items(item_B, dropout);
    return user_BD
        .matmul(item_BD.transpose(0, 1))
        .mul(1 / model.config().temperature())
        .add(Tensor.of(correction_BB, b, b))
        .logSoftmax()
        .gather(1, Tensor.of(own_B, b, 1))
        .sum()
        .mul(-1.0 / b);
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model);
  }
}
