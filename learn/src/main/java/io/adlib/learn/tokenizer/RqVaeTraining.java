package io.adlib.learn.tokenizer;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.sid.kmeans.Codebooks;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A tokenizer with its items' vectors. The loss is relative to the variance of the vectors, so that
 * its first term, the reconstruction, is 1 where it is no better than their mean; further terms are
 * added to it, each with its weight.
 */
public final class RqVaeTraining implements Trainee {

  private final RqVae model;
  private final String name;
  private final float[] vectors_ND;
  private final double variance;
  private final List<AddedLoss> added;
  private final ToDoubleFunction<Codebooks> validation;

  /**
   * @param name what people read, such as {@code train rq-vae}
   * @param vectors_ND row-major, not copied
   * @param added further terms; their weights join the model's
   * @param validation how good what it makes is, higher is better
   */
  public RqVaeTraining(
      RqVae model,
      String name,
      float[] vectors_ND,
      List<AddedLoss> added,
      ToDoubleFunction<Codebooks> validation) {
    this.model = model;
    var named = new StringBuilder(name);
    for (AddedLoss loss : added) {
      loss.addWeights(model.parameters());
      named.append(" + ").append(loss.weight()).append(" · ").append(loss.name());
    }
    this.name = named.toString();
    this.vectors_ND = vectors_ND;
    this.added = List.copyOf(added);
    this.validation = validation;
    variance = Variance.of(vectors_ND, model.dimension());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return vectors_ND.length / model.dimension();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    double loss =
        Torch.step(
            () -> {
              Quantised batch = model.quantise(examples, vectors(examples));
              Tensor total = model.loss(batch).mul(1 / (variance * examples.length));
              for (AddedLoss term : added) {
                Seed own = randomness.of(term.name());
                total = total.add(term.of(batch, parameters(), own).mul(term.weight()));
              }
              total.backward();
              return total.item();
            });
    return new Step(loss, examples.length);
  }

  private Tensor vectors(int[] items_B) {
    int d = model.dimension();
    float[] rows_BD = new float[items_B.length * d];
    for (int i = 0; i < items_B.length; i++) {
      System.arraycopy(vectors_ND, items_B[i] * d, rows_BD, i * d, d);
    }
    return Tensor.of(rows_BD, items_B.length, d);
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model.export());
  }
}
