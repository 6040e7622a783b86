package io.adlib.kernel.compute;

import java.util.Arrays;
import java.util.Objects;

/**
 * The kernels in plain loops: the meaning of each, what runs where there is no Vector API, and the
 * oracle of the fast ones. Stateless and thread-safe.
 */
public final class ScalarKernels implements Kernels {

  private static final float EPSILON = 1e-5f;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int panel() {
    return 128;
  }

  @Override
  public void gemm(
      int rows,
      float[] x,
      int xAt,
      int xStride,
      PackedMatrix w,
      float[] bias,
      float[] y,
      int yAt,
      int yStride) {
    int panel = w.panel();
    for (int first = 0; first < w.out(); first += panel) {
      int columns = Math.min(panel, w.out() - first);
      for (int r = 0; r < rows; r++) {
        int target = yAt + r * yStride + first;
        System.arraycopy(bias, first, y, target, columns);
        for (int i = 0; i < w.in(); i++) {
          axpy(
              x[xAt + r * xStride + i], w.data(), (first * w.in()) + i * panel, y, target, columns);
        }
      }
    }
  }

  @Override
  public void gemm(
      int rows, float[] x, int xAt, int xStride, HalfMatrix w, float[] y, int yAt, int yStride) {
    int panel = w.panel();
    for (int first = 0; first < w.out(); first += panel) {
      int columns = Math.min(panel, w.out() - first);
      for (int r = 0; r < rows; r++) {
        int target = yAt + r * yStride + first;
        Arrays.fill(y, target, target + columns, 0);
        for (int i = 0; i < w.in(); i++) {
          float one = x[xAt + r * xStride + i];
          int from = first * w.in() + i * panel;
          for (int c = 0; c < columns; c++) {
            y[target + c] += one * w.at(from + c);
          }
        }
      }
    }
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  @Override
  public float dotOfSum(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[aAt + i] * (b[bAt + i] + c[cAt + i]);
    }
    return sum;
  }

  @Override
  public float dotBFloat16(float[] a, int aAt, int[] b, int bAt, int n) {
    int half = n / 2;
    float sum = 0;
    for (int i = 0; i < half; i++) {
      sum += a[aAt + i] * Float.intBitsToFloat(b[bAt + i] << 16);
      sum += a[aAt + half + i] * Float.intBitsToFloat(b[bAt + i] & 0xffff0000);
    }
    return sum;
  }

  @Override
  public void addBFloat16(int[] x, int xAt, float[] y, int yAt, int n) {
    int half = n / 2;
    for (int i = 0; i < half; i++) {
      y[yAt + i] += Float.intBitsToFloat(x[xAt + i] << 16);
      y[yAt + half + i] += Float.intBitsToFloat(x[xAt + i] & 0xffff0000);
    }
  }

  @Override
  public float dotInt8(float[] a, int aAt, int[] b, int bAt, int n) {
    int quarter = n / 4;
    float sum = 0;
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < quarter; i++) {
        sum += a[aAt + k * quarter + i] * (byte) (b[bAt + i] >> (8 * k));
      }
    }
    return sum;
  }

  @Override
  public void addInt8(float alpha, int[] x, int xAt, float[] y, int yAt, int n) {
    int quarter = n / 4;
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < quarter; i++) {
        y[yAt + k * quarter + i] += alpha * (byte) (x[xAt + i] >> (8 * k));
      }
    }
  }

  @Override
  public float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float difference = a[aAt + i] - b[bAt + i];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public void axpy(float alpha, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += alpha * x[xAt + i];
    }
  }

  @Override
  public void layerNorm(
      float[] x,
      int xAt,
      float[] gain,
      int gainAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[xAt + i];
    }
    float mean = sum / n;
    float squares = 0;
    for (int i = 0; i < n; i++) {
      squares += (x[xAt + i] - mean) * (x[xAt + i] - mean);
    }
    float scale = (float) (1 / Math.sqrt(squares / n + EPSILON));
    for (int i = 0; i < n; i++) {
      y[yAt + i] = (x[xAt + i] - mean) * scale * gain[gainAt + i] + bias[biasAt + i];
    }
  }

  @Override
  public void silu(float[] x, int at, int n) {
    for (int i = at; i < at + n; i++) {
      x[i] = silu(x[i]);
    }
  }

  @Override
  public void siluGate(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] *= silu(x[xAt + i]);
    }
  }

  private static float silu(float x) {
    return (float) (x / (1 + Math.exp(-x)));
  }

  @Override
  public void softmax(float[] x, int at, int n) {
    float max = x[at + argMax(x, at, n)];
    float sum = 0;
    for (int i = at; i < at + n; i++) {
      x[i] = (float) Math.exp(x[i] - max);
      sum += x[i];
    }
    for (int i = at; i < at + n; i++) {
      x[i] /= sum;
    }
  }

  @Override
  public float logSumExp(float[] x, int at, int n) {
    float max = x[at + argMax(x, at, n)];
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += Math.exp(x[i] - max);
    }
    return (float) (max + Math.log(sum));
  }

  @Override
  public int argMax(float[] x, int at, int n) {
    Objects.checkFromIndexSize(at, n, x.length);
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (x[at + i] > x[at + best]) {
        best = i;
      }
    }
    return best;
  }
}
