package io.adlib.infer.generator;

import io.adlib.infer.generator.Weights.Level;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.kernel.compute.Kernels;
import io.adlib.sid.GeneratorShape;
import java.util.Arrays;

/**
 * The decoder of a semantic ID's later codes (from A on), level by level, for many beams at once,
 * as {@link GeneratorShape} defines it. The beams' states stand in {@link Workspace#x}. Immutable
 * and thread-safe.
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
    Level decoder = weights.levels().get(level - shape.joint());
    norm(decoder.norm(), beams, ws);
    linear(decoder.up(), beams, ws.normed, ws.hidden);
    kernels.silu(ws.hidden, 0, beams * shape.hidden());
    linear(decoder.down(), beams, ws.hidden, ws.added);
    kernels.axpy(1, ws.added, 0, ws.x, 0, beams * shape.width());
  }

  /** What a level's nodes are compared with, from {@code s'}, into {@link Workspace#normed}. */
  void query(int level, int beams, Workspace ws) {
    norm(weights.levels().get(level - shape.joint()).query(), beams, ws);
  }

  /**
   * The logit of one code after a beam's prefix, once {@link #query} has been asked.
   *
   * @param path the hash of the beam's prefix
   */
  float logit(int level, int code, int path, int beam, Workspace ws) {
    int codeRow = shape.codeRow(level, code);
    int pathRow = shape.pathRow(GeneratorShape.extend(path, code));
    return weights.embedRows().dotOfSum(ws.normed, beam * shape.width(), codeRow, pathRow);
  }

  /**
   * Reads a little of what {@link #logit} will read of a node, so that it is in the cache by then:
   * the rows of many nodes lie all over a table that no cache holds, and come at once if nothing
   * waits between.
   *
   * @return something that depends on all of it
   */
  float touch(int level, int code, int path) {
    return weights.embedRows().touch(shape.pathRow(GeneratorShape.extend(path, code)));
  }

  /**
   * The logits of all codes after a prefix of at least A−1, from {@code h} in row 0 of {@link
   * Workspace#normed}: for comparison, not for search.
   */
  float[] logits(int[] prefix, Workspace ws) {
    int d = shape.width();
    ws.needBeams(1);
    float[] logits = new float[shape.codes()];
    int[] path = Arrays.copyOf(prefix, prefix.length + 1);
    if (path.length == shape.joint()) {
      for (int code = 0; code < logits.length; code++) {
        path[prefix.length] = code;
        for (int row : shape.pathRows(path)) {
          logits[code] += weights.embedRows().dot(ws.normed, 0, row);
        }
        logits[code] /= (float) Math.sqrt(d);
      }
      return logits;
    }
    System.arraycopy(ws.normed, 0, ws.x, 0, d);
    int hash = GeneratorShape.ROOT;
    for (int level = 0; level < prefix.length; level++) {
      if (level >= shape.joint()) {
        advance(level, 1, ws);
      }
      choose(level, prefix[level], hash, 0, 0, ws);
      System.arraycopy(ws.next, 0, ws.x, 0, d);
      hash = GeneratorShape.extend(hash, prefix[level]);
    }
    advance(prefix.length, 1, ws);
    query(prefix.length, 1, ws);
    for (int code = 0; code < logits.length; code++) {
      logits[code] = logit(prefix.length, code, hash, 0, ws);
    }
    return logits;
  }

  /** Row {@code to} of {@link Workspace#next}: state {@code from} after choosing a code. */
  void choose(int level, int code, int path, int from, int to, Workspace ws) {
    int d = shape.width();
    System.arraycopy(ws.x, from * d, ws.next, to * d, d);
    for (int row : shape.nodeRows(level, code, path)) {
      weights.embedRows().add(row, ws.next, to * d);
    }
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
