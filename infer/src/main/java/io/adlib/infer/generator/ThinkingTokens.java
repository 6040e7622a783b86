package io.adlib.infer.generator;

import io.adlib.infer.generator.PartWeights.Thinking;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.sid.GeneratorShape;

/**
 * The thinking tokens of one position, as {@link io.adlib.sid.GeneratorParts} defines them.
 * Immutable and thread-safe.
 */
final class ThinkingTokens {

  private final GeneratorShape shape;
  private final Thinking weights;
  private final Kernels kernels;

  ThinkingTokens(GeneratorShape shape, Thinking weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
  }

  /**
   * Adds the pooled tokens to {@link Workspace#intent} and leaves their mean in {@link
   * Workspace#condition}.
   *
   * @param position whose h, and those of all before it, stand in {@link Workspace#normed}
   */
  void think(int position, Workspace ws) {
    int d = shape.width();
    int tokens = shape.parts().thinking();
    linear(weights.kv(), position + 1, ws.normed, ws.kv);
    for (int k = 0; k < tokens; k++) {
      System.arraycopy(ws.normed, position * d, ws.x, k * d, d);
    }
    kernels.axpy(1, weights.tokens(), 0, ws.x, 0, tokens * d);
    norm(weights.attention(), tokens, ws);
    linear(weights.query(), tokens, ws.normed, ws.added);
    look(position, ws);
    linear(weights.out(), tokens, ws.mixed, ws.added);
    kernels.axpy(1, ws.added, 0, ws.x, 0, tokens * d);
    norm(weights.feedForward(), tokens, ws);
    linear(weights.up(), tokens, ws.normed, ws.hidden);
    kernels.silu(ws.hidden, 0, tokens * shape.hidden());
    linear(weights.down(), tokens, ws.hidden, ws.added);
    kernels.axpy(1, ws.added, 0, ws.x, 0, tokens * d);
    norm(weights.last(), tokens, ws);
    linear(weights.pool(), 1, ws.normed, ws.added);
    kernels.axpy(1, ws.added, 0, ws.intent, 0, d);
    java.util.Arrays.fill(ws.condition, 0);
    for (int k = 0; k < tokens; k++) {
      kernels.axpy(1f / tokens, ws.normed, k * d, ws.condition, 0, d);
    }
  }

  /** What the queries in {@link Workspace#added} find, into {@link Workspace#mixed}. */
  private void look(int position, Workspace ws) {
    int d = shape.width();
    int perHead = d / shape.heads();
    int tokens = shape.parts().thinking();
    int length = position + 1;
    int padded = ws.padded(length);
    PackedMatrix keys = ws.keys(length);
    PackedMatrix values = ws.values(length);
    for (int h = 0; h < shape.heads(); h++) {
      int column = h * perHead;
      keys.fill(ws.kv, column, 1, 2 * d, length);
      values.fill(ws.kv, d + column, 2 * d, 1, perHead);
      kernels.gemm(tokens, ws.added, column, d, keys, ws.zeros, ws.scores, 0, padded);
      int nearest = (h + 1) * shape.maxLength() - 1;
      for (int k = 0; k < tokens; k++) {
        int at = k * padded;
        kernels.axpy(1, weights.nearness(), nearest - position, ws.scores, at, length);
        kernels.softmax(ws.scores, at, length);
      }
      kernels.gemm(tokens, ws.scores, 0, padded, values, ws.zeros, ws.mixed, column, d);
    }
  }

  private void norm(Norm norm, int rows, Workspace ws) {
    int d = shape.width();
    for (int row = 0; row < rows; row++) {
      int at = row * d;
      kernels.layerNorm(ws.x, at, norm.gain(), 0, norm.bias(), 0, ws.normed, at, d);
    }
  }

  private void linear(Linear linear, int rows, float[] x, float[] y) {
    PackedMatrix w = linear.weight();
    kernels.gemm(rows, x, 0, w.in(), w, linear.bias(), y, 0, w.out());
  }
}
