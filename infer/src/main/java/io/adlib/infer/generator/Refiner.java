package io.adlib.infer.generator;

import io.adlib.infer.generator.PartWeights.Refining;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.sid.GeneratorShape;

/**
 * The refining token of one position, as {@link io.adlib.sid.GeneratorParts} defines it, denoised
 * from nothing. Immutable and thread-safe.
 */
final class Refiner {

  private final GeneratorShape shape;
  private final Refining weights;
  private final Kernels kernels;

  Refiner(GeneratorShape shape, Refining weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
  }

  /** Adds the token under {@link Workspace#condition} to {@link Workspace#intent}. */
  void refine(Workspace ws) {
    int d = shape.width();
    linear(weights.condition(), ws.condition, ws.mixed);
    java.util.Arrays.fill(ws.condition, 0);
    float[] y_D = ws.condition;
    Norm norm = weights.norm();
    for (int i = 0; i < shape.parts().refining(); i++) {
      System.arraycopy(y_D, 0, ws.x, 0, d);
      kernels.axpy(1, ws.mixed, 0, ws.x, 0, d);
      kernels.axpy(1, weights.step(), i * d, ws.x, 0, d);
      kernels.layerNorm(ws.x, 0, norm.gain(), 0, norm.bias(), 0, ws.normed, 0, d);
      linear(weights.up(), ws.normed, ws.hidden);
      kernels.silu(ws.hidden, 0, shape.hidden());
      linear(weights.down(), ws.hidden, ws.added);
      kernels.axpy(1, ws.added, 0, y_D, 0, d);
    }
    kernels.axpy(1, y_D, 0, ws.intent, 0, d);
  }

  private void linear(Linear linear, float[] x, float[] y) {
    PackedMatrix w = linear.weight();
    kernels.gemm(1, x, 0, w.in(), w, linear.bias(), y, 0, w.out());
  }
}
