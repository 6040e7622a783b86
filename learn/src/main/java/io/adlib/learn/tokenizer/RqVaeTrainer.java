package io.adlib.learn.tokenizer;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Trains a tokenizer from vectors to codebooks; an interrupted training goes on. */
public final class RqVaeTrainer {

  private RqVaeTrainer() {}

  /**
   * What came of a training.
   *
   * @param codebooks the best by validation, with their projections
   * @param result how it ended; after {@link TrainingResult.End#INTERRUPTED} the codebooks are the
   *     latest, and the same call goes on
   */
  public record Trained(Codebooks codebooks, TrainingResult result) {}

  /**
   * Trains the encoder and decoder alone for the warm-up, starts the codebooks with residual
   * k-means on what the encoder makes of the vectors (without warm-up a residual encoder leaves
   * them as they are), and trains all. Runs on the calling thread; interrupt it to stop with a
   * checkpoint.
   *
   * @param name what people read, such as {@code train rq-vae}
   * @param kMeans how the start is made
   * @param vectors_ND row-major
   * @param added further terms of the loss
   * @param validation how good codebooks are, higher is better
   * @param folder checkpoints
   * @throws io.adlib.core.InputException for no vectors, or a component that is not finite
   */
  public static Trained train(
      String name,
      RqVaeConfig config,
      KMeansSettings kMeans,
      float[] vectors_ND,
      int dimension,
      List<AddedLoss> added,
      ToDoubleFunction<Codebooks> validation,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    Codebooks.requireVectors(vectors_ND, vectors_ND.length / dimension, dimension);
    Torch.start(config.threads());
    var vectors = new TrainingVectors(vectors_ND, dimension);
    try (var model = new RqVae(config, dimension, seed)) {
      if (!Files.exists(folder.resolve("latest.safetensors"))) {
        TrainingResult warm = warmUp(model, vectors, folder, progress, seed, clock);
        if (warm.end() == End.INTERRUPTED) {
          return new Trained(model.export(), warm);
        }
        start(model, kMeans, vectors, progress, seed);
      }
      var trainee = new RqVaeTraining(model, name, vectors, added, validation);
      TrainingResult result =
          Training.run(trainee, config.training(), folder, progress, seed, clock);
      return new Trained(model.export(), result);
    }
  }

  private static TrainingResult warmUp(
      RqVae model,
      TrainingVectors vectors,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    TrainingConfig config = model.config().training().epochs(model.config().warmUp());
    Path own = folder.resolve("warm-up");
    return Training.run(
        new WarmUp(model, vectors), config, own, progress, seed.of("warm up"), clock);
  }

  /** Sets the codebooks to residual k-means of the latent vectors. */
  static void start(
      RqVae model, KMeansSettings kMeans, TrainingVectors vectors, Progress progress, Seed seed) {
    int n = vectors.count();
    float[] latent_NE = model.export().encoder().apply(vectors.all(), n);
    KMeansSettings shaped = kMeans.shape(model.config().levels(), model.config().codes());
    model.startAt(
        ResidualKMeans.fit(latent_NE, n, model.config().latent(), shaped, seed, progress));
  }
}
