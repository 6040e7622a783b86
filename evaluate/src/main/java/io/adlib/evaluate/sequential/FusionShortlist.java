package io.adlib.evaluate.sequential;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is left of one user's z-scores when only the first 100 unseen of each part (and the seen
 * items above them) can come before the target: the target first, then the others.
 */
final class FusionShortlist {

  private static final int DEPTH = 100;
  private final float[][] z_PC;
  private final boolean[] seen_C;

  private FusionShortlist(float[][] z_PC, boolean[] seen_C) {
    this.z_PC = z_PC;
    this.seen_C = seen_C;
  }

  static FusionShortlist of(float[][] z_PN, int[] history, int target) {
    int n = z_PN[0].length;
    var kept = new BitSet(n);
    for (float[] z_N : z_PN) {
      float limit = nthLargest(z_N, Math.min(n, DEPTH + history.length));
      for (int i = 0, more = DEPTH + history.length; i < n; i++) {
        if (z_N[i] > limit || (z_N[i] == limit && more-- > 0)) {
          kept.set(i);
        }
      }
    }
    kept.clear(target);
    int[] items = new int[kept.cardinality() + 1];
    items[0] = target;
    for (int i = kept.nextSetBit(0), c = 1; i >= 0; i = kept.nextSetBit(i + 1)) {
      items[c++] = i;
    }
    var seen = new BitSet(n);
    Arrays.stream(history).forEach(seen::set);
    float[][] z_PC = new float[z_PN.length][items.length];
    boolean[] seen_C = new boolean[items.length];
    for (int c = 0; c < items.length; c++) {
      seen_C[c] = seen.get(items[c]);
      for (int p = 0; p < z_PC.length; p++) {
        z_PC[p][c] = z_PN[p][items[c]];
      }
    }
    return new FusionShortlist(z_PC, seen_C);
  }

  /** The target's rank among the shortlist, ties lost. */
  int rank(double[] weights_P, boolean masked) {
    if (masked && seen_C[0]) {
      return Ranks.DEEPEST;
    }
    double mine = fused(weights_P, 0);
    int before = 0;
    for (int c = 1; c < seen_C.length; c++) {
      before += (masked && seen_C[c]) || fused(weights_P, c) < mine ? 0 : 1;
    }
    return before;
  }

  private double fused(double[] weights_P, int candidate) {
    double sum = 0;
    for (int p = 0; p < weights_P.length; p++) {
      sum += weights_P[p] * z_PC[p][candidate];
    }
    return sum;
  }

  /** By a heap of the n largest so far, whose root is the smallest of them. */
  private static float nthLargest(float[] values, int n) {
    float[] heap = Arrays.copyOf(values, n);
    Arrays.sort(heap);
    for (int i = n; i < values.length; i++) {
      if (values[i] > heap[0]) {
        heap[0] = values[i];
        sink(heap);
      }
    }
    return heap[0];
  }

  private static void sink(float[] heap) {
    int at = 0;
    float value = heap[0];
    for (int child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = value;
  }
}
