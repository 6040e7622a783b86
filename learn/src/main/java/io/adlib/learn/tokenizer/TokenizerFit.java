package io.adlib.learn.tokenizer;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.Codes;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.Sample;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Semantic IDs by the tokenizer of one's choice: what comes out is of one kind. */
public final class TokenizerFit {

  private TokenizerFit() {}

  /**
   * Fits a tokenizer to items and gives every one its semantic ID. A trained one learns from at
   * most {@code settings.sample()} items and then reads all as a stream. Runs on the calling
   * thread.
   *
   * @param settings of k-means, and of the start of what is trained; the bound is that of {@link
   *     TokenizerMethod#BALANCED} alone
   * @param folder checkpoints of a training; the same call goes on from there
   * @return nothing when the thread was interrupted in training
   * @throws io.adlib.core.InputException for no items, vectors that are not finite, or more than C
   *     items on one path
   */
  public static Optional<Tokenized> fit(
      TokenizerMethod method,
      ItemVectors items,
      KMeansSettings settings,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    KMeansSettings free = settings.bounded(0);
    int levels = settings.levels();
    int codes = settings.codesPerLevel();
    return switch (method) {
      case RQ_KMEANS -> Optional.of(Tokenizer.fit(items, free, seed, progress));
      case BALANCED -> Optional.of(Tokenizer.fit(items, settings, seed, progress));
      case RQ_VAE ->
          train(
              method,
              RqVaeConfig.rqVae(levels, codes, items.dimension()),
              items,
              free,
              folder,
              progress,
              seed,
              clock);
      case RQ_KMEANS_PLUS ->
          train(
              method,
              RqVaeConfig.rqKMeansPlus(levels, codes, items.dimension()),
              items,
              free,
              folder,
              progress,
              seed,
              clock);
    };
  }

  /** All that a fit depends on beside the items, the method, k-means and the seed: as a text. */
  public static String settings(int dimension, KMeansSettings settings) {
    int levels = settings.levels();
    int codes = settings.codesPerLevel();
    return RqVaeConfig.rqVae(levels, codes, dimension)
        + " "
        + RqVaeConfig.rqKMeansPlus(levels, codes, dimension);
  }

  private static Optional<Tokenized> train(
      TokenizerMethod method,
      RqVaeConfig config,
      ItemVectors items,
      KMeansSettings settings,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    float[] sample_SD = Sample.of(items.vectors(), settings.sample(), seed.of("sample"));
    var vectors = new TrainingVectors(sample_SD, items.dimension());
    var trained =
        RqVaeTrainer.train(
            "train " + method.key(),
            config,
            settings,
            sample_SD,
            items.dimension(),
            List.of(),
            books -> -vectors.error(books),
            folder,
            progress,
            seed,
            clock);
    if (trained.result().end() == End.INTERRUPTED) {
      return Optional.empty();
    }
    Codebooks books = trained.codebooks();
    short[] codes_NL = Codes.nearest(books, items.vectors(), settings.threads(), progress);
    return Optional.of(Tokenizer.of(items, books, codes_NL));
  }
}
