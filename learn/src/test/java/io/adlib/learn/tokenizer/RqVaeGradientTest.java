package io.adlib.learn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gradients of the loss against finite differences of the same loss in plain Java, in float64.
 * What the loss stops the gradient of is held where it was: the codes, the embeddings in the
 * commitment, the residuals in the codebook loss, and the step from latent to quantised vector.
 */
class RqVaeGradientTest {

  static final int B = 6;
  static final int LEVELS = 2;
  static final int CODES = 4;

  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final RandomGenerator random = new Seed(3).generator();
  private int[][] codes_LB = new int[0][];
  private double[] x_BD = new double[0];

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyGradientIsThatOfFiniteDifferences(boolean residual) {
    int dimension = 5;
    int latent = residual ? 5 : 3;
    RqVaeConfig plain = RqVaeConfig.rqVae(LEVELS, CODES, dimension);
    var config =
        new RqVaeConfig(
            LEVELS, CODES, latent, List.of(4), residual, .7, .25, 0, plain.training(), 1);
    add("encoder.0.weight", dimension, 4);
    add("encoder.0.bias", 4);
    add("encoder.1.weight", 4, latent);
    add("encoder.1.bias", latent);
    add("decoder.0.weight", latent, 4);
    add("decoder.0.bias", 4);
    add("decoder.1.weight", 4, dimension);
    add("decoder.1.bias", dimension);
    add("codebook.0", CODES, latent);
    add("codebook.1", CODES, latent);
    x_BD = random.doubles(B * dimension, -1, 1).toArray();
    try (var parameters = new Parameters(new Seed(1))) {
      weights.forEach((name, values) -> parameters.add(name, values, shape(name)));
      var model = new RqVae(config, dimension, parameters);
      double loss =
          Torch.step(
              () -> {
                Quantised batch = model.quantise(new int[B], Tensor.of(x_BD, B, dimension));
                codes_LB = batch.codes_LB();
                Tensor total = model.loss(batch);
                total.backward();
                return total.item();
              });
      var frozen = new Twin(config, dimension, weights).frozen();
      assertThat(frozen.loss()).isCloseTo(loss, within(1e-9));
      weights.forEach(
          (name, values) -> {
            double[] gradient = Torch.step(() -> parameters.get(name).gradient().doubles());
            for (int i = 0; i < values.length; i++) {
              assertThat(gradient[i])
                  .as("%s[%d]", name, i)
                  .isCloseTo(difference(frozen, values, i), within(1e-6));
            }
          });
    }
  }

  private long[] shape(String name) {
    return shapes.getOrDefault(name, new long[0]);
  }

  private void add(String name, long... shape) {
    int size = 1;
    for (long s : shape) {
      size *= (int) s;
    }
    weights.put(name, random.doubles(size, -.8, .8).toArray());
    shapes.put(name, shape);
  }

  private static double difference(Twin frozen, double[] values, int i) {
    double before = values[i];
    values[i] = before + 1e-5;
    double above = frozen.loss();
    values[i] = before - 1e-5;
    double below = frozen.loss();
    values[i] = before;
    return (above - below) / 2e-5;
  }

  /** The loss in plain Java. */
  private final class Twin {
    private final RqVaeConfig config;
    private final int dimension;
    private final Map<String, double[]> weights;
    private double[][] step_BE = new double[0][];
    private double[][][] residual_LBE = new double[0][][];
    private double[][][] embedding_LBE = new double[0][][];

    Twin(RqVaeConfig config, int dimension, Map<String, double[]> weights) {
      this.config = config;
      this.dimension = dimension;
      this.weights = weights;
    }

    /** Holds what has no gradient where the present weights put it. */
    Twin frozen() {
      step_BE = new double[B][];
      residual_LBE = new double[LEVELS][B][];
      embedding_LBE = new double[LEVELS][B][];
      for (int b = 0; b < B; b++) {
        double[] z = mlp("encoder", x(b));
        double[] left = z.clone();
        for (int level = 0; level < LEVELS; level++) {
          residual_LBE[level][b] = left;
          embedding_LBE[level][b] = embedding(level, b);
          left = minus(left, embedding_LBE[level][b]);
        }
        step_BE[b] = minus(minus(z, left), z);
      }
      return this;
    }

    double loss() {
      double loss = 0;
      for (int b = 0; b < B; b++) {
        double[] z = mlp("encoder", x(b));
        loss += square(minus(mlp("decoder", plus(z, step_BE[b])), x(b)));
        double[] left = z;
        for (int level = 0; level < LEVELS; level++) {
          loss += config.codebook() * square(minus(residual_LBE[level][b], embedding(level, b)));
          left = minus(left, embedding_LBE[level][b]);
          loss += config.commitment() * square(left);
        }
      }
      return loss;
    }

    private double[] x(int b) {
      return java.util.Arrays.copyOfRange(x_BD, b * dimension, (b + 1) * dimension);
    }

    private double[] embedding(int level, int b) {
      int at = codes_LB[level][b] * config.latent();
      return java.util.Arrays.copyOfRange(weight("codebook." + level), at, at + config.latent());
    }

    private double[] mlp(String name, double[] x) {
      double[] h = linear(name + ".0", x);
      for (int i = 0; i < h.length; i++) {
        h[i] = h[i] / (1 + Math.exp(-h[i]));
      }
      double[] y = linear(name + ".1", h);
      return config.residual() ? plus(x, y) : y;
    }

    private double[] linear(String name, double[] x) {
      double[] y = weight(name + ".bias").clone();
      for (int i = 0; i < x.length; i++) {
        for (int o = 0; o < y.length; o++) {
          y[o] += x[i] * weight(name + ".weight")[i * y.length + o];
        }
      }
      return y;
    }

    private double[] weight(String name) {
      return weights.getOrDefault(name, new double[0]);
    }

    private static double[] minus(double[] a, double[] b) {
      double[] c = a.clone();
      for (int i = 0; i < c.length; i++) {
        c[i] -= b[i];
      }
      return c;
    }

    private static double[] plus(double[] a, double[] b) {
      double[] c = a.clone();
      for (int i = 0; i < c.length; i++) {
        c[i] += b[i];
      }
      return c;
    }

    private static double square(double[] a) {
      double sum = 0;
      for (double x : a) {
        sum += x * x;
      }
      return sum;
    }
  }
}
