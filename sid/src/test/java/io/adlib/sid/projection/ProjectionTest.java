package io.adlib.sid.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProjectionTest {

  static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

  static Layer layer(int in, int out, RandomGenerator random) {
    float[] weight = new float[in * out];
    float[] bias = new float[out];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() / in;
    }
    for (int i = 0; i < out; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return new Layer(in, out, weight, bias);
  }

  /** One vector through the layers in plain loops. */
  static float[] naive(Projection projection, float[] x) {
    float[] h = x;
    for (int l = 0; l < projection.layers().size(); l++) {
      Layer layer = projection.layers().get(l);
      float[] y = layer.bias_O().clone();
      for (int o = 0; o < y.length; o++) {
        for (int i = 0; i < h.length; i++) {
          y[o] += h[i] * layer.weight_IO()[i * y.length + o];
        }
        if (l < projection.layers().size() - 1) {
          y[o] = (float) (y[o] / (1 + Math.exp(-y[o])));
        }
      }
      h = y;
    }
    if (projection.isResidual()) {
      for (int i = 0; i < h.length; i++) {
        h[i] += x[i];
      }
    }
    return h;
  }

  @Property(tries = 40)
  void isItsNaiveTwinAloneAndAmongOthers(
      @ForAll long seed, @ForAll boolean residual, @ForAll @IntRange(min = 1, max = 150) int n) {
    RandomGenerator random = new Seed(seed).generator();
    var layers = List.of(layer(13, 40, random), layer(40, 13, random));
    Projection projection = residual ? Projection.residual(layers) : Projection.of(layers);
    float[] x_ND = new float[n * 13];
    for (int i = 0; i < x_ND.length; i++) {
      x_ND[i] = (float) random.nextGaussian();
    }
    float[] y_ND = projection.apply(x_ND, n);
    for (int i = 0; i < n; i++) {
      float[] x = Arrays.copyOfRange(x_ND, i * 13, (i + 1) * 13);
      float[] y = Arrays.copyOfRange(y_ND, i * 13, (i + 1) * 13);
      assertThat(projection.apply(x, 1)).isEqualTo(y);
      assertThat(naive(projection, x)).containsExactly(y, ROUNDING);
    }
  }

  @Test
  void theIdentityGivesBackACopy() {
    float[] x = {1, 2, 3, 4};
    float[] y = Projection.identity(2).apply(x, 2);
    assertThat(y).isEqualTo(x).isNotSameAs(x);
  }

  @Test
  void layersThatDoNotFitAreRefused() {
    RandomGenerator random = new Seed(1).generator();
    assertThatThrownBy(() -> Projection.of(List.of(layer(2, 3, random), layer(4, 2, random))))
        .hasMessageContaining("reads 4 numbers, the one before gives 3");
    assertThatThrownBy(() -> Projection.residual(List.of(layer(2, 3, random))))
        .hasMessageContaining("3 numbers cannot be added to 2");
    assertThatThrownBy(() -> new Layer(2, 2, new float[3], new float[2]))
        .hasMessageContaining("3 weights");
  }
}
