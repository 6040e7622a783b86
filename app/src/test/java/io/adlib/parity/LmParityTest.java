package io.adlib.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.infer.lm.CausalLm;
import io.adlib.infer.lm.Sampling;
import io.adlib.infer.lm.Writing;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.Experts;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.lm.LmShape;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.lm.CachedReading;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same checkpoint, in exactly the format of Hugging Face, through libtorch and through plain
 * Java: two implementations that share nothing but the reading of files.
 */
class LmParityTest {

  enum Kind {
    /** Two shards of bfloat16, heads wider than width / heads, as in Qwen3-0.6B. */
    QWEN3_BF16(
        new LmShape(
            "qwen3", 300, 64, 3, 4, 2, 32, 160, 512, 1e6, 1e-6, true, true, Optional.empty()),
        Dtype.BF16),
    QWEN3_F32(
        new LmShape(
            "qwen3", 300, 64, 3, 8, 1, 8, 160, 512, 1e4, 1e-6, false, true, Optional.empty()),
        Dtype.F32),
    LLAMA(
        new LmShape(
            "llama", 300, 64, 2, 4, 4, 16, 96, 512, 5e5, 1e-5, false, false, Optional.empty()),
        Dtype.BF16),
    QWEN3_MOE(
        new LmShape(
            "qwen3_moe",
            300,
            64,
            3,
            4,
            2,
            32,
            160,
            512,
            1e6,
            1e-6,
            false,
            true,
            Optional.of(new Experts(6, 2, 48, true, 0, 1, Set.of(1), .001))),
        Dtype.BF16),
    SHARED_EXPERT(
        new LmShape(
            "qwen3_moe",
            300,
            64,
            2,
            4,
            2,
            16,
            160,
            512,
            1e4,
            1e-6,
            true,
            true,
            Optional.of(new Experts(5, 2, 48, false, 40, 2, Set.of(), .001))),
        Dtype.F32);

    final LmShape shape;
    final Dtype type;

    Kind(LmShape shape, Dtype type) {
      this.shape = shape;
      this.type = type;
    }
  }

  private static final Kernels KERNELS = KernelChoice.best();

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  private void checkpoint(Kind kind) {
    new LmFolderWriter(kind.shape, Set.of(0), Optional.empty(), kind.type, 150_000)
        .write(
            folder,
            name -> {
              int size =
                  (int) Arrays.stream(kind.shape.tensors().get(name)).reduce(1, (a, b) -> a * b);
              var random = new Seed(11).of(name).generator();
              float[] values = new float[size];
              for (int i = 0; i < size; i++) {
                values[i] =
                    (float)
                        (name.contains("norm")
                            ? 1 + .2 * random.nextGaussian()
                            : .12 * random.nextGaussian());
              }
              return values;
            });
  }

  @ParameterizedTest
  @EnumSource
  void bothGiveTheSameProbabilities(Kind kind) {
    checkpoint(kind);
    int[] text = new Seed(3).generator().ints(200, 0, 300).toArray();
    CausalLm ours = CausalLm.open(folder, KERNELS);
    try (LmFolder read = LmFolder.open(folder);
        var theirs =
            io.adlib.learn.lm.CausalLm.read(
                read, Precision.FLOAT32, Optional.empty(), new Seed(1))) {
      float[] logP_PV =
          Torch.stepWithoutGradient(
              () -> theirs.logits(theirs.hidden(new int[][] {text}).h_PD()).logSoftmax().floats());
      var session = ours.session(200);
      double worst = 0;
      double widest = 0;
      for (int t = 0; t < text.length; t++) {
        float[] logits = session.read(text[t]);
        double sum = KERNELS.logSumExp(logits, 0, 300);
        for (int v = 0; v < 300; v++) {
          worst = Math.max(worst, Math.abs(logits[v] - sum - logP_PV[t * 300 + v]));
          widest = Math.max(widest, Math.abs(logP_PV[t * 300 + v]));
        }
      }
      assertThat(widest).as("the model says something").isGreaterThan(6);
      assertThat(worst).as("log-probabilities apart").isLessThan(2e-3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothWriteTheSameText(Kind kind) {
    checkpoint(kind);
    int[] prompt = new Seed(5).generator().ints(40, 0, 300).toArray();
    CausalLm ours = CausalLm.open(folder, KERNELS);
    int[] written =
        new Writing(Sampling.GREEDY, Set.of(), 60)
            .after(ours.session(120), KERNELS, prompt)
            .tokens();
    try (LmFolder read = LmFolder.open(folder);
        var theirs =
            io.adlib.learn.lm.CausalLm.read(
                read, Precision.FLOAT32, Optional.empty(), new Seed(1));
        var reading = new CachedReading(theirs, 120)) {
      float[] logits = reading.read(prompt);
      for (int token : written) {
        assertThat(KERNELS.argMax(logits, 0, 300)).isEqualTo(token);
        logits = reading.read(token);
      }
    }
  }
}
