package io.adlib.infer.generator;

import io.adlib.infer.generator.Weights.Level;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.kernel.compute.Kernels;
import io.adlib.sid.GeneratorShape;

/**
 * The decoder of a semantic ID's codes, level by level, for many beams at once, as {@link
 * GeneratorShape} defines it. The beams' states stand in {@link Workspace#x}. Immutable and
 * thread-safe.
 */
final class CodeDecoder {

  private final GeneratorShape shape;
  private final Weights weights;
  private final Kernels kernels;

  CodeDecoder(GeneratorShape shape, Weights weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
  }

  /** Turns {@code s} of a level into {@code s'}, in place. */
  void advance(int level, int beams, Workspace ws) {
    Level decoder = weights.levels().get(level);
    norm(decoder.norm(), beams, ws);
    linear(decoder.up(), beams, ws.normed, ws.hidden);
    kernels.silu(ws.hidden, 0, beams * shape.hidden());
    linear(decoder.down(), beams, ws.hidden, ws.added);
    kernels.axpy(1, ws.added, 0, ws.x, 0, beams * shape.width());
  }

  /** The logits of a level's codes from {@code s'}, into {@link Workspace#logits}. */
  void logits(int level, int beams, Workspace ws) {
    Level decoder = weights.levels().get(level);
    norm(decoder.outNorm(), beams, ws);
    linear(decoder.out(), beams, ws.normed, ws.logits);
  }

  /** Row {@code to} of {@link Workspace#next}: state {@code from} after choosing a code. */
  void choose(int level, int code, int from, int to, Workspace ws) {
    int d = shape.width();
    System.arraycopy(ws.x, from * d, ws.next, to * d, d);
    kernels.axpy(1, weights.levels().get(level).codes(), code * d, ws.next, to * d, d);
  }

  private void norm(Norm norm, int beams, Workspace ws) {
    int d = shape.width();
    for (int beam = 0; beam < beams; beam++) {
      int at = beam * d;
      kernels.layerNorm(ws.x, at, norm.gain(), 0, norm.bias(), 0, ws.normed, at, d);
    }
  }

  private void linear(Linear linear, int beams, float[] x, float[] y) {
    int in = linear.weight().in();
    kernels.gemm(beams, x, 0, in, linear.weight(), linear.bias(), y, 0, linear.weight().out());
  }
}
