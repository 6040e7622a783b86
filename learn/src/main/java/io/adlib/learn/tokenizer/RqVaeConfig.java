package io.adlib.learn.tokenizer;

import io.adlib.learn.torch.AdamW;
import io.adlib.learn.training.TrainingConfig;
import java.util.List;

/**
 * The dimensions and the loss of a trained tokenizer.
 *
 * @param levels L
 * @param codes C
 * @param latent E, the length of a code embedding
 * @param hidden widths between the layers of the encoder; the decoder has them in reverse
 * @param residual whether encoder and decoder add to their input instead of replacing it; then
 *     {@code latent} is the vectors' own length, and their last layers start at zero
 * @param codebook weight of the codebook loss, which draws codes to the latent vectors
 * @param commitment weight of the commitment loss, which draws latent vectors to their codes
 * @param training how it is trained
 * @param threads of libtorch
 */
public record RqVaeConfig(
    int levels,
    int codes,
    int latent,
    List<Integer> hidden,
    boolean residual,
    double codebook,
    double commitment,
    int warmUp,
    TrainingConfig training,
    int threads) {

  public RqVaeConfig {
    hidden = List.copyOf(hidden);
  }

  /** RQ-VAE (arXiv 2107.03312, as TIGER uses it, arXiv 2305.05065) for vectors of a length. */
  public static RqVaeConfig rqVae(int levels, int codes, int dimension) {
    List<Integer> hidden = List.of(Math.min(512, 4 * dimension), Math.min(256, 2 * dimension));
    int latent = Math.min(64, dimension);
    return new RqVaeConfig(levels, codes, latent, hidden, false, 1, .25, 15, training(1e-3, 60), 1);
  }

  /** RQ-KMeans+ (GPR, arXiv 2511.10138) for vectors of a length. */
  public static RqVaeConfig rqKMeansPlus(int levels, int codes, int dimension) {
    return new RqVaeConfig(
        levels,
        codes,
        dimension,
        List.of(Math.min(512, 4 * dimension)),
        true,
        1,
        .25,
        0,
        training(3e-3, 40),
        1);
  }

  private static TrainingConfig training(double rate, int epochs) {
    return new TrainingConfig(
        1024,
        epochs,
        rate,
        .05,
        20,
        1,
        new AdamW.Settings(.9, .999, 1e-8, 0),
        20,
        1000,
        100,
        TrainingConfig.NO_LIMIT);
  }

  /** The same, trained otherwise. */
  public RqVaeConfig training(TrainingConfig newTraining) {
    return new RqVaeConfig(
        levels,
        codes,
        latent,
        hidden,
        residual,
        codebook,
        commitment,
        warmUp,
        newTraining,
        threads);
  }
}
