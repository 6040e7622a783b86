package io.adlib.learn.tokenizer;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;

/**
 * The encoder and the decoder without quantisation. An RQ-VAE trains so at first: k-means on what
 * an untrained encoder makes gives codebooks that are wrong as soon as the encoder moves, and codes
 * that then die.
 */
final class WarmUp implements Trainee {

  private final RqVae model;
  private final TrainingVectors vectors;
  private double latest;

  WarmUp(RqVae model, TrainingVectors vectors) {
    this.model = model;
    this.vectors = vectors;
  }

  @Override
  public String name() {
    return "warm up";
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
    latest =
        Torch.step(
            () -> {
              Tensor x_BD = vectors.batch(examples);
              Tensor off_BD = model.decode(model.encode(x_BD)).sub(x_BD);
              Tensor loss = off_BD.mul(off_BD).sum().mul(vectors.scale(examples.length));
              loss.backward();
              return loss.item();
            });
    return new Step(latest, examples.length);
  }

  @Override
  public double validate() {
    return -latest;
  }
}
