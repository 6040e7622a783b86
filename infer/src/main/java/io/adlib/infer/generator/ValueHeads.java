package io.adlib.infer.generator;

import io.adlib.infer.generator.Weights.Head;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.RowTable;
import io.adlib.sid.GeneratorShape;

/**
 * The evaluator of prefixes (HTE), as {@link GeneratorShape} defines it: what a request, and then
 * each prefix, is worth. Immutable and thread-safe.
 */
final class ValueHeads {

  private final GeneratorShape shape;
  private final Weights.Evaluator weights;
  private final Kernels kernels;

  ValueHeads(GeneratorShape shape, Weights.Evaluator weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
  }

  /** log V of the request, from {@code h} in row 0 of {@link Workspace#normed}. */
  float root(Workspace ws) {
    ws.needBeams(1);
    apply(weights.root(), ws.normed, 1, ws.worth, ws);
    return ws.worth[0];
  }

  /**
   * What the children of beams are compared with, into {@link Workspace#worth}.
   *
   * @param level the children's
   * @param states of the beams, [beams,D]: {@code h} where the children are of level A, else {@code
   *     s'}
   */
  void query(int level, float[] states, int beams, Workspace ws) {
    apply(weights.nodes().get(level - shape.joint()), states, beams, ws.worth, ws);
  }

  private void apply(Head head, float[] states, int beams, float[] out, Workspace ws) {
    int d = shape.width();
    for (int beam = 0; beam < beams; beam++) {
      int at = beam * d;
      kernels.layerNorm(states, at, head.norm().gain(), 0, head.norm().bias(), 0, ws.added, at, d);
    }
    linear(head.up(), beams, ws.added, ws.worthHidden);
    kernels.silu(ws.worthHidden, 0, beams * shape.evaluator());
    linear(head.down(), beams, ws.worthHidden, out);
  }

  private void linear(Linear linear, int beams, float[] x, float[] y) {
    int in = linear.weight().in();
    kernels.gemm(beams, x, 0, in, linear.weight(), linear.bias(), y, 0, linear.weight().out());
  }

  /**
   * What a code adds to log V of a beam's prefix, once {@link #query} has been asked.
   *
   * @param path the hash of the beam's prefix
   */
  float added(int level, int code, int path, int beam, RowTable embedRows, Workspace ws) {
    int d = shape.width();
    float sum = 0;
    for (int row : shape.nodeRows(level, code, path)) {
      sum += embedRows.dot(ws.worth, beam * d, row) + weights.rows()[row];
    }
    return sum;
  }
}
