package io.adlib.sid.projection;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import java.util.List;

/**
 * Vectors to vectors: nothing, or linear layers with SiLU between them, with or without the input
 * added to their output. A vector's result is the same alone and among others. Immutable and
 * thread-safe.
 */
public final class Projection {

  private static final int BLOCK = 64;

  private final Kernels kernels = KernelChoice.best();
  private final int in;
  private final List<Layer> layers;
  private final boolean residual;
  private final List<PackedMatrix> packed;

  private Projection(int in, List<Layer> layers, boolean residual) {
    this.in = in;
    this.layers = List.copyOf(layers);
    this.residual = residual;
    int width = in;
    for (Layer layer : layers) {
      if (layer.in() != width) {
        throw new IllegalArgumentException(
            "a layer reads " + layer.in() + " numbers, the one before gives " + width);
      }
      width = layer.out();
    }
    if (residual && width != in) {
      throw new IllegalArgumentException(width + " numbers cannot be added to " + in);
    }
    packed =
        layers.stream()
            .map(layer -> kernels.pack(layer.weight_IO(), layer.in(), layer.out()))
            .toList();
  }

  /** Gives back what it gets. */
  public static Projection identity(int dimension) {
    return new Projection(dimension, List.of(), false);
  }

  /** {@code W_n silu(… silu(W_1 x))}; the layers' lengths fit. */
  public static Projection of(List<Layer> layers) {
    return new Projection(layers.getFirst().in(), layers, false);
  }

  /** {@code x + W_n silu(… silu(W_1 x))}. */
  public static Projection residual(List<Layer> layers) {
    return new Projection(layers.getFirst().in(), layers, true);
  }

  /** Length of an input. */
  public int in() {
    return in;
  }

  /** Length of an output. */
  public int out() {
    return layers.isEmpty() ? in : layers.getLast().out();
  }

  /** From the first to the last; none for the identity. */
  public List<Layer> layers() {
    return layers;
  }

  /** Whether the input is added. */
  public boolean isResidual() {
    return residual;
  }

  /** Whether it gives back what it gets. */
  public boolean isIdentity() {
    return layers.isEmpty();
  }

  /** The outputs {@code [n, out]} of inputs {@code [n, in]}, row-major; always a new array. */
  public float[] apply(float[] x_NI, int n) {
    if (isIdentity()) {
      return x_NI.clone();
    }
    float[] y_NO = new float[n * out()];
    for (int from = 0; from < n; from += BLOCK) {
      block(x_NI, from, Math.min(BLOCK, n - from), y_NO);
    }
    return y_NO;
  }

  private void block(float[] x_NI, int from, int rows, float[] y_NO) {
    float[] input = x_NI;
    int at = from * in;
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      boolean last = l == layers.size() - 1;
      float[] output = last ? y_NO : new float[rows * layer.out()];
      int to = last ? from * layer.out() : 0;
      kernels.gemm(
          rows, input, at, layer.in(), packed.get(l), layer.bias_O(), output, to, layer.out());
      if (!last) {
        kernels.silu(output, 0, output.length);
      }
      input = output;
      at = 0;
    }
    if (residual) {
      kernels.axpy(1, x_NI, from * in, y_NO, from * in, rows * in);
    }
  }
}
