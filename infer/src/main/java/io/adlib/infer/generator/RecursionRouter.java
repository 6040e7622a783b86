package io.adlib.infer.generator;

import io.adlib.infer.generator.PartWeights.Route;
import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;

/**
 * Which positions go through block 0 once more, and with what weight, as {@link
 * io.adlib.sid.GeneratorParts} defines it. Immutable and thread-safe.
 */
final class RecursionRouter {

  private final int width;
  private final Kernels kernels;
  private final float[] ones;
  private final float[] zeros;

  RecursionRouter(int width, Kernels kernels) {
    this.width = width;
    this.kernels = kernels;
    ones = new float[width];
    Arrays.fill(ones, 1);
    zeros = new float[width];
  }

  /** All of [from, to) go through for the first time, with weight 1. */
  static int all(int from, int to, Workspace ws) {
    for (int t = from; t < to; t++) {
      ws.routed[t - from] = t;
      ws.share[t - from] = 1;
    }
    return to - from;
  }

  /**
   * Of the first {@code count} positions in {@link Workspace#routed} keeps those that go on, and
   * multiplies their weights in {@link Workspace#share}.
   *
   * @return how many are left
   */
  int keep(Route route, int count, Workspace ws) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      int t = ws.routed[i];
      kernels.layerNorm(ws.x, t * width, ones, 0, zeros, 0, ws.normed, t * width, width);
      float score = kernels.dot(ws.normed, t * width, route.weight(), 0, width) + route.bias();
      if (score > 0) {
        ws.routed[left] = t;
        ws.share[left++] = ws.share[i] * Math.min(1, score);
      }
    }
    return left;
  }
}
