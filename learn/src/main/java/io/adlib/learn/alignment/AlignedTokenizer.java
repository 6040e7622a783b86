package io.adlib.learn.alignment;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.RqVaeConfig;
import io.adlib.learn.tokenizer.RqVaeTrainer;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A tokenizer aligned with behaviour: RQ-KMeans+ on content vectors, which starts at residual
 * k-means, with the terms of an {@link Alignment}. What comes out reads content alone, so that a
 * new item needs no behaviour to get its ID.
 */
public final class AlignedTokenizer {

  /** The last weights are taken: reconstruction alone is no measure of an aligned tokenizer. */
  private static final TrainingConfig TRAINING =
      new TrainingConfig(
          1024,
          25,
          1e-3,
          .05,
          20,
          1,
          new AdamW.Settings(.9, .999, 1e-8, 0),
          25,
          1,
          100,
          TrainingConfig.NO_LIMIT);

  private static final long LEAST_STEPS = 300;

  private AlignedTokenizer() {}

  /**
   * Trains, or goes on training.
   *
   * @param content_ND an item's content vector each, row-major
   * @param dimension D
   * @param folder checkpoints
   * @return the codebooks with their projections, or nothing if the thread was interrupted
   */
  public static Optional<Codebooks> train(
      KMeansSettings kMeans,
      float[] content_ND,
      int dimension,
      Alignment alignment,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    var config =
        RqVaeConfig.rqKMeansPlus(kMeans.levels(), kMeans.codesPerLevel(), dimension)
            .training(TRAINING.atLeast(LEAST_STEPS, content_ND.length / dimension));
    var trained =
        RqVaeTrainer.train(
            "train aligned tokenizer",
            config,
            kMeans,
            content_ND,
            dimension,
            alignment.terms(dimension),
            _ -> 0,
            folder,
            progress,
            seed,
            clock);
    return trained.result().end() == End.INTERRUPTED
        ? Optional.empty()
        : Optional.of(trained.codebooks());
  }

  /** The sum of the centroids that each item's codes name, [N,E]: what its ID says of it. */
  public static float[] quantised_NE(Codebooks books, float[] content_ND, int items) {
    short[] codes_NL = books.encode(content_ND, items);
    float[] centroids_LCE = books.centroids_LCE();
    int levels = books.levels();
    int e = books.width();
    float[] sum_NE = new float[items * e];
    for (int i = 0; i < items; i++) {
      for (int level = 0; level < levels; level++) {
        int at = (level * books.codesPerLevel() + codes_NL[i * levels + level]) * e;
        for (int k = 0; k < e; k++) {
          sum_NE[i * e + k] += centroids_LCE[at + k];
        }
      }
    }
    return sum_NE;
  }
}
