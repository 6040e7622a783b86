package io.adlib.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The optimizer, which works in stretches, against the textbook one, element by element. */
class AdamWTest {

  private static final int STEPS = 12;
  private static final double RATE = .01;

  /** An ε so large that a misplaced one shows. */
  private static final AdamW.Settings SETTINGS = new AdamW.Settings(.9, .99, 1e-3, .1);

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 7",
    "3, 43",
    "1, 65535",
    "1, 65536",
    "1, 65537",
    "257, 255",
    "3, 50001",
    "1, 200003"
  })
  void isTheTextbooksOverAnySizeOfMatrix(int rows, int columns) {
    agrees(new long[] {rows, columns}, SETTINGS.weightDecay());
  }

  @ParameterizedTest
  @CsvSource({"1", "31", "65537", "131073"})
  void gainsAndBiasesDoNotDecay(int size) {
    agrees(new long[] {size}, 0);
  }

  /** Algorithm 2 of arXiv 1711.05101 in float64, decay taken from the weight before the step. */
  private static void agrees(long[] shape, double decay) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    RandomGenerator random = new Seed(size).generator();
    float[] start = new float[size];
    double[] w = new double[size];
    for (int i = 0; i < size; i++) {
      start[i] = (float) random.nextGaussian();
      w[i] = start[i];
    }
    double[] m = new double[size];
    double[] v = new double[size];
    float[] found;
    try (var parameters = new Parameters(new Seed(1))) {
      parameters.add("w", start.clone(), shape);
      try (var adam = new AdamW(parameters, SETTINGS)) {
        for (int step = 1; step <= STEPS; step++) {
          float[] g = gradient(size, random);
          parameters.clearGradients();
          Torch.step(() -> parameters.get("w").mul(Tensor.of(g, shape)).sum().backward());
          adam.step(RATE);
          for (int i = 0; i < size; i++) {
            m[i] = SETTINGS.beta1() * m[i] + (1 - SETTINGS.beta1()) * g[i];
            v[i] = SETTINGS.beta2() * v[i] + (1 - SETTINGS.beta2()) * g[i] * g[i];
            double mean = m[i] / (1 - Math.pow(SETTINGS.beta1(), step));
            double square = v[i] / (1 - Math.pow(SETTINGS.beta2(), step));
            w[i] -= RATE * (mean / (Math.sqrt(square) + SETTINGS.epsilon()) + decay * w[i]);
          }
        }
      }
      found = parameters.get("w").floats();
    }
    double worst = 0;
    int where = 0;
    for (int i = 0; i < size; i++) {
      double off = Math.abs(found[i] - w[i]) / (1 + Math.abs(w[i]));
      where = off > worst ? i : where;
      worst = Math.max(worst, off);
    }
    assertThat(worst)
        .as("element %d of %d: %s, not %s", where, size, found[where], w[where])
        .isLessThan(1e-5);
  }

  /** Of all magnitudes, some of them 0. */
  private static float[] gradient(int size, RandomGenerator random) {
    float[] g = new float[size];
    for (int i = 0; i < size; i++) {
      double scale = random.nextInt(8) == 0 ? 0 : Math.pow(10, -random.nextInt(6));
      g[i] = (float) (random.nextGaussian() * scale);
    }
    return g;
  }
}
