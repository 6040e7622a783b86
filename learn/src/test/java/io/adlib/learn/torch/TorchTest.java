package io.adlib.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TorchTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void theStartLineNamesBlasThreadsAndVectorWidth() {
    assertThat(Torch.start(1))
        .matches("libtorch, BLAS (MKL|OpenBLAS|none|unknown), 1 thread, \\w+");
  }

  @Test
  void aMissingNativeIsOneClearLineWithARemedy() {
    assertThatThrownBy(() -> Torch.load("org.bytedeco.nosuch.global.natives"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("libtorch")
        .satisfies(
            failure -> {
              assertThat(failure.getMessage().lines()).hasSize(1);
              assertThat(((EnvironmentException) failure).remedy()).contains("class path");
            });
  }

  @Test
  void dropoutZeroesItsShareAndKeepsTheMean() {
    float[] mask = new Dropout(new Seed(7)).mask(100_003, .3);
    int zeros = 0;
    double sum = 0;
    for (float value : mask) {
      zeros += value == 0 ? 1 : 0;
      sum += value;
    }
    assertThat(zeros / 100_003.0).isBetween(.29, .31);
    assertThat(sum / 100_003).isBetween(.985, 1.015);
  }

  @Test
  void dropoutMasksFollowFromTheSeed() {
    assertThat(new Dropout(new Seed(7)).mask(1001, .5))
        .isEqualTo(new Dropout(new Seed(7)).mask(1001, .5))
        .isNotEqualTo(new Dropout(new Seed(8)).mask(1001, .5));
  }

  @Test
  void theSoftmaxHeadAgreesWithLibtorchsOwnCrossEntropyAndGradients() {
    int[] targets = {3, 0, 6, 6, 1};
    try (var chunked = parameters();
        var whole = parameters()) {
      double[] loss = new double[2];
      Torch.step(
          () -> {
            Tensor h = chunked.get("h").mul(2);
            Tensor w = chunked.get("w");
            var known = new SoftmaxHead(2, Precision.FLOAT32).gradients(h, w, targets);
            var gradients = new GivenGradients();
            gradients.add(h, known.h_PD());
            gradients.add(w, known.weight_ND().floats());
            gradients.backward();
            loss[0] = known.loss();
          });
      Torch.step(
          () -> {
            Tensor logits = whole.get("h").mul(2).matmul(whole.get("w").transpose(0, 1));
            Tensor mean = logits.logSoftmax().gather(1, Tensor.of(targets, 5, 1)).sum().mul(-.2);
            mean.backward();
            loss[1] = mean.item();
          });
      assertThat(loss[0]).isCloseTo(loss[1], org.assertj.core.api.Assertions.within(1e-6));
      for (String name : new String[] {"h", "w"}) {
        float[] mine = Torch.step(() -> chunked.get(name).gradient().floats());
        float[] theirs = Torch.step(() -> whole.get(name).gradient().floats());
        assertThat(mine).containsExactly(theirs, org.assertj.core.data.Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void rowSumsAndTheirGradientsAreThoseOfLibtorchsLookUpButForThePaddingRow() {
    int[] rows_NF = {1, 0, 6, 6, 3, 1, 0, 0};
    float[] factor = {1, -2, .5f, 3, 0, 1, 2, 4, -1, 5, .25f, 1, 7, 1, 2, 3};
    try (var ours = parameters();
        var theirs = parameters()) {
      float[][] sums = new float[2][];
      Torch.step(
          () -> {
            var sum = new RowSums(ours.get("w"));
            Tensor first = sum.of(Arrays.copyOf(rows_NF, 4), 2);
            Tensor second = sum.of(Arrays.copyOfRange(rows_NF, 4, 8), 2);
            Tensor both = Tensor.concat(0, first, second);
            sums[0] = both.floats();
            both.mul(Tensor.of(factor, 4, 4)).sum().backward();
            sum.backward();
          });
      Torch.step(
          () -> {
            Tensor both = theirs.get("w").rows(Tensor.of(rows_NF, 4, 2)).sum(1);
            sums[1] = both.floats();
            both.mul(Tensor.of(factor, 4, 4)).sum().backward();
          });
      assertThat(sums[0]).containsExactly(sums[1]);
      float[] mine = Torch.step(() -> ours.get("w").gradient().floats());
      float[] plain = Torch.step(() -> theirs.get("w").gradient().floats());
      Arrays.fill(plain, 0, 4, 0);
      assertThat(mine).containsExactly(plain);
    }
  }

  private static Parameters parameters() {
    var parameters = new Parameters(new Seed(1));
    parameters.normal("h", 1, 5, 4);
    parameters.normal("w", 1, 7, 4);
    return parameters;
  }

  @Test
  void adamWsFirstStepsAreThoseOfThePaper() {
    try (var parameters = new Parameters(new Seed(1))) {
      parameters.add("w", new float[] {1, -2}, 1, 2);
      var settings = new AdamW.Settings(.9, .999, 1e-8, .1);
      double[] w = {1, -2};
      double[] m = new double[2];
      double[] v = new double[2];
      try (var adam = new AdamW(parameters, settings)) {
        for (int step = 1; step <= 3; step++) {
          parameters.clearGradients();
          Torch.step(() -> parameters.get("w").mul(parameters.get("w")).sum().backward());
          adam.step(.01);
          for (int i = 0; i < 2; i++) {
            double g = 2 * w[i];
            m[i] = .9 * m[i] + .1 * g;
            v[i] = .999 * v[i] + .001 * g * g;
            w[i] -= .01 * .1 * w[i];
            w[i] -=
                .01
                    * (m[i] / (1 - Math.pow(.9, step)))
                    / (Math.sqrt(v[i] / (1 - Math.pow(.999, step))) + 1e-8);
          }
        }
      }
      assertThat(parameters.get("w").floats())
          .containsExactly(
              new float[] {(float) w[0], (float) w[1]}, org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void everyElementOfALargeWeightIsMovedOnce() {
    int size = 150_001;
    float[] ones = new float[size];
    java.util.Arrays.fill(ones, 1);
    try (var parameters = new Parameters(new Seed(1))) {
      parameters.add("w", ones, 1, size);
      try (var adam = new AdamW(parameters, new AdamW.Settings(.9, .999, 1e-8, 0))) {
        Torch.step(() -> parameters.get("w").sum().backward());
        adam.step(.25);
      }
      java.util.Arrays.fill(ones, .75f);
      assertThat(parameters.get("w").floats())
          .containsExactly(ones, org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void clippingScalesToTheNormAndReportsTheOneBefore() {
    try (var parameters = new Parameters(new Seed(1))) {
      parameters.add("w", new float[] {3, 4}, 2);
      Torch.step(() -> parameters.get("w").mul(parameters.get("w")).sum().mul(.5).backward());
      assertThat(parameters.clipGradients(1))
          .isCloseTo(5, org.assertj.core.data.Offset.offset(1e-5));
      float[] clipped = Torch.step(() -> parameters.get("w").gradient().floats());
      assertThat(clipped)
          .containsExactly(new float[] {.6f, .8f}, org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  @Test
  void residentMemoryStaysFlatOverManyStepsOfDifferentSizes() throws IOException {
    try (var parameters = new Parameters(new Seed(1))) {
      parameters.normal("w", .02, 256, 256);
      parameters.constant("b", 0, 256);
      try (var adam = new AdamW(parameters, new AdamW.Settings(.9, .999, 1e-8, 0))) {
        steps(parameters, adam, 0, 100);
        long before = resident();
        steps(parameters, adam, 100, 500);
        // a step makes about 4 MB of tensors, 1.6 GB if they stayed; a shape remembered costs less,
        // and the heap may take some of what the inputs need, 400 MB in all
        assertThat(resident() - before).isLessThan(500L << 20);
      }
    }
  }

  private static void steps(Parameters parameters, AdamW adam, int from, int to) {
    for (int i = from; i < to; i++) {
      int rows = 700 + i;
      float[] input = new float[rows * 256];
      java.util.Arrays.fill(input, .5f);
      parameters.clearGradients();
      Torch.step(
          () -> {
            Tensor x = Tensor.of(input, rows, 256);
            x.linear(parameters.get("w"), parameters.get("b"), Precision.BFLOAT16)
                .silu()
                .sum()
                .backward();
          });
      parameters.clipGradients(1);
      adam.step(1e-4);
    }
  }

  private static long resident() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(pages[1]) * 4096;
  }
}
