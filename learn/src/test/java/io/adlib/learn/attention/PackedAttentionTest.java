package io.adlib.learn.attention;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PackedAttentionTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void packedCausalAttentionIsTheNaiveOneInEverySequence() {
    int[] lengths = {1, 2, 7, 9, 20, 21, 33};
    int heads = 2;
    int width = 6;
    int positions = 93;
    var random = new Seed(3).generator();
    float[] qkv = new float[positions * 3 * width];
    for (int i = 0; i < qkv.length; i++) {
      qkv[i] = (float) random.nextGaussian();
    }
    float[] packed =
        Torch.step(
            () ->
                PackedAttention.attend(
                        new Packing(lengths),
                        Tensor.of(qkv, positions, 3 * width),
                        heads,
                        group -> causal(group.length()),
                        Dropout.NONE,
                        0)
                    .floats());
    int start = 0;
    for (int length : lengths) {
      for (int t = 0; t < length; t++) {
        for (int h = 0; h < heads; h++) {
          double[] expected = naive(qkv, start, t, h, width, heads);
          for (int j = 0; j < expected.length; j++) {
            float mine = packed[(start + t) * width + h * expected.length + j];
            assertThat(mine).isCloseTo((float) expected[j], Offset.offset(1e-5f));
          }
        }
      }
      start += length;
    }
  }

  private static double[] naive(float[] qkv, int start, int t, int h, int width, int heads) {
    int d = width / heads;
    double[] weight = new double[t + 1];
    double sum = 0;
    for (int s = 0; s <= t; s++) {
      double dot = 0;
      for (int j = 0; j < d; j++) {
        dot +=
            qkv[(start + t) * 3 * width + h * d + j]
                * qkv[(start + s) * 3 * width + width + h * d + j];
      }
      weight[s] = Math.exp(dot / Math.sqrt(d));
      sum += weight[s];
    }
    double[] result = new double[d];
    for (int s = 0; s <= t; s++) {
      for (int j = 0; j < d; j++) {
        result[j] += weight[s] / sum * qkv[(start + s) * 3 * width + 2 * width + h * d + j];
      }
    }
    return result;
  }

  private static Tensor causal(int length) {
    float[] mask = new float[length * length];
    for (int t = 0; t < length; t++) {
      for (int s = t + 1; s < length; s++) {
        mask[t * length + s] = Float.NEGATIVE_INFINITY;
      }
    }
    return Tensor.of(mask, length, length);
  }
}
