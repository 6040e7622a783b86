package io.adlib.learn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.RqVaeTrainer.Trained;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RqVaeTrainerTest {

  static final int D = 12;
  static final int N = 240;
  static final Seed SEED = new Seed(4);
  static final InstantSource NOW = InstantSource.fixed(Instant.EPOCH);
  static final KMeansSettings K_MEANS = KMeansSettings.DEFAULT;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Items at 4 · 4 sums of two fixed vectors each, and a little noise. */
  static float[] grid(double noise) {
    RandomGenerator random = new Seed(8).generator();
    float[] centres = new float[8 * D];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) (random.nextGaussian() * (i < 4 * D ? 3 : 1));
    }
    float[] x_ND = new float[N * D];
    for (int i = 0; i < x_ND.length; i++) {
      int item = i / D;
      x_ND[i] =
          centres[item % 4 * D + i % D]
              + centres[(4 + item / 4 % 4) * D + i % D]
              + (float) (noise * random.nextGaussian());
    }
    return x_ND;
  }

  static RqVaeConfig brief(RqVaeConfig config, int epochs) {
    TrainingConfig t = config.training();
    return new RqVaeConfig(
        config.levels(),
        config.codes(),
        config.residual() ? D : 6,
        List.of(32),
        config.residual(),
        config.codebook(),
        config.commitment(),
        3 * config.warmUp(),
        new TrainingConfig(
            48, epochs, 3e-3, .05, 5, 1, t.adamw(), 5, 1000, 7, TrainingConfig.NO_LIMIT),
        1);
  }

  static double error(Codebooks books, float[] x_ND) {
    short[] codes = books.encode(x_ND, N);
    int levels = books.levels();
    double error = 0;
    for (int i = 0; i < N; i++) {
      float[] guess = books.decode(Arrays.copyOfRange(codes, i * levels, (i + 1) * levels));
      for (int d = 0; d < D; d++) {
        error += Math.pow(x_ND[i * D + d] - guess[d], 2);
      }
    }
    return error * new TrainingVectors(x_ND, D).scale(N);
  }

  Trained train(RqVaeConfig config, float[] x_ND, Path to, List<AddedLoss> added) {
    return RqVaeTrainer.train(
        "train",
        config,
        K_MEANS,
        x_ND,
        D,
        added,
        books -> -error(books, x_ND),
        to,
        Progress.SILENT,
        SEED,
        NOW);
  }

  @Test
  void rqKMeansPlusStartsAtTheKMeansSolution() {
    float[] x_ND = grid(.5);
    Codebooks kMeans = ResidualKMeans.fit(x_ND, N, D, K_MEANS.shape(2, 8), SEED, Progress.SILENT);
    try (var model = new RqVae(brief(RqVaeConfig.rqKMeansPlus(2, 8, D), 1), D, SEED)) {
      RqVaeTrainer.start(model, K_MEANS, new TrainingVectors(x_ND, D), Progress.SILENT, SEED);
      Codebooks start = model.export();
      assertThat(start.encode(x_ND, N)).isEqualTo(kMeans.encode(x_ND, N));
      assertThat(start.decode((short) 3, (short) 5)).isEqualTo(kMeans.decode((short) 3, (short) 5));
      assertThat(error(start, x_ND)).isEqualTo(error(kMeans, x_ND));
    }
  }

  @Test
  void trainingLowersTheErrorOfWhereItStarted() {
    float[] x_ND = grid(.5);
    for (RqVaeConfig config :
        List.of(RqVaeConfig.rqVae(2, 8, D), RqVaeConfig.rqKMeansPlus(2, 8, D))) {
      double before;
      try (var model = new RqVae(brief(config, 1), D, SEED)) {
        RqVaeTrainer.start(model, K_MEANS, new TrainingVectors(x_ND, D), Progress.SILENT, SEED);
        before = error(model.export(), x_ND);
      }
      Path to = folder.resolve("residual-" + config.residual());
      Trained trained = train(brief(config, 60), x_ND, to, List.of());
      assertThat(trained.result().end()).isEqualTo(End.EPOCHS);
      assertThat(error(trained.codebooks(), x_ND)).isLessThan(before * .97);
    }
  }

  @Test
  void itemsOfAsManyKindsAsThereAreCodesAreDescribedWholly() {
    float[] x_ND = grid(0);
    Trained plus =
        train(brief(RqVaeConfig.rqKMeansPlus(2, 4, D), 20), x_ND, folder.resolve("p"), List.of());
    assertThat(error(plus.codebooks(), x_ND)).isCloseTo(0, within(1e-3));
    Trained vae =
        train(brief(RqVaeConfig.rqVae(1, 16, D), 100), x_ND, folder.resolve("v"), List.of());
    assertThat(error(vae.codebooks(), x_ND)).isCloseTo(0, within(1e-2));
  }

  @Test
  void whatIsExportedGivesTheCodesAndVectorsOfTheModel() {
    float[] x_ND = grid(.5);
    try (var model = new RqVae(brief(RqVaeConfig.rqVae(3, 8, D), 1), D, SEED)) {
      RqVaeTrainer.start(model, K_MEANS, new TrainingVectors(x_ND, D), Progress.SILENT, SEED);
      Codebooks books = model.export();
      Torch.step(
          () -> {
            Quantised batch = model.quantise(new int[N], Tensor.of(x_ND, N, D));
            float[] latent = batch.latent_BE().floats();
            assertThat(books.encoder().apply(x_ND, N))
                .containsExactly(latent, org.assertj.core.data.Offset.offset(1e-5f));
            short[] codes = books.encode(x_ND, N);
            for (int i = 0; i < N * 3; i++) {
              assertThat((int) codes[i]).isEqualTo(batch.codes_LB()[i % 3][i / 3]);
            }
            float[] back = model.decode(batch.quantised_BE()).floats();
            assertThat(books.decode(Arrays.copyOf(codes, 3)))
                .containsExactly(
                    Arrays.copyOf(back, D), org.assertj.core.data.Offset.offset(1e-5f));
          });
    }
  }

  @Test
  void anInterruptedTrainingGoesOnToTheVerySameCodebooks() {
    float[] x_ND = grid(.5);
    RqVaeConfig config = brief(RqVaeConfig.rqKMeansPlus(2, 8, D), 12);
    float[] straight =
        train(config, x_ND, folder.resolve("straight"), List.of()).codebooks().centroids_LCE();
    var interrupting =
        new AddedLoss() {
          int steps;

          @Override
          public String name() {
            return "none";
          }

          @Override
          public double weight() {
            return 0;
          }

          @Override
          public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
            if (++steps == 23) {
              Thread.currentThread().interrupt();
            }
            return batch.quantised_BE().sum();
          }
        };
    Path to = folder.resolve("interrupted");
    Trained stopped = train(config, x_ND, to, List.of(interrupting));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.result().end()).isEqualTo(End.INTERRUPTED);
    assertThat(stopped.result().steps()).isEqualTo(23);
    Trained resumed = train(config, x_ND, to, List.of(interrupting));
    assertThat(resumed.result().end()).isEqualTo(End.EPOCHS);
    assertThat(resumed.codebooks().centroids_LCE()).isEqualTo(straight);
    assertThatThrownBy(() -> train(config, x_ND, to, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("other settings");
  }

  @Test
  void anAddedLossMovesTheTokenizerAndTrainsItsOwnWeights() {
    float[] x_ND = grid(.5);
    RqVaeConfig config = brief(RqVaeConfig.rqKMeansPlus(2, 8, D), 10);
    float[] own = new float[D];
    AddedLoss toTheWest =
        new AddedLoss() {
          @Override
          public String name() {
            return "west";
          }

          @Override
          public double weight() {
            return .5;
          }

          @Override
          public void addWeights(Parameters parameters) {
            parameters.constant("west.target", -1, D);
          }

          @Override
          public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
            Tensor target = parameters.get("west.target");
            System.arraycopy(target.floats(), 0, own, 0, D);
            Tensor off = batch.quantised_BE().sub(target);
            return off.mul(off).sum().mul(1. / batch.size());
          }
        };
    Codebooks plain = train(config, x_ND, folder.resolve("plain"), List.of()).codebooks();
    Codebooks west = train(config, x_ND, folder.resolve("west"), List.of(toTheWest)).codebooks();
    assertThat(west.encoder().apply(x_ND, N)).isNotEqualTo(plain.encoder().apply(x_ND, N));
    for (float value : own) {
      assertThat(value).isNotEqualTo(-1);
    }
  }
}
