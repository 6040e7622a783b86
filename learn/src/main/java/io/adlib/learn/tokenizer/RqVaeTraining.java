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
final class RqVaeTraining implements Trainee {

  private final RqVae model;
  private final String name;
  private final TrainingVectors vectors;
  private final List<AddedLoss> added;
  private final ToDoubleFunction<Codebooks> validation;

  /**
   * @param name what people read, such as {@code train rq-vae}
   * @param added further terms; their weights join the model's
   * @param validation how good what it makes is, higher is better
   */
  RqVaeTraining(
      RqVae model,
      String name,
      TrainingVectors vectors,
      List<AddedLoss> added,
      ToDoubleFunction<Codebooks> validation) {
    this.model = model;
    var named = new StringBuilder(name);
    for (AddedLoss loss : added) {
      loss.addWeights(model.parameters());
      named.append(" + ").append(loss.weight()).append(" · ").append(loss.name());
    }
    this.name = named.toString();
    this.vectors = vectors;
    this.added = List.copyOf(added);
    this.validation = validation;
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
    return vectors.count();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    double loss =
        Torch.step(
            () -> {
              Quantised batch = model.quantise(examples, vectors.batch(examples));
              Tensor total = model.loss(batch).mul(vectors.scale(examples.length));
              for (AddedLoss term : added) {
                Seed own = randomness.of(term.name());
                total = total.add(term.of(batch, parameters(), own).mul(term.weight()));
              }
              total.backward();
              return total.item();
            });
    return new Step(loss, examples.length);
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model.export());
  }
}
