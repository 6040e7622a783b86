package io.adlib.evaluate.sequential;

import java.util.Arrays;

/**
 * The floor's co-occurrence sums as sparse rows: the row is the item asked, the column the next.
 */
final class CooccurrenceCounts {

  private final int[] start;
  private final int[] column;
  private final float[] weight;

  CooccurrenceCounts(int[][] sequences, int itemCount, Floor.Settings settings) {
    int[] popularity = new int[itemCount];
    int[] entries = new int[itemCount + 1];
    for (int[] sequence : sequences) {
      for (int i = 0; i < sequence.length; i++) {
        popularity[sequence[i]]++;
        int reach = Math.min(sequence.length - 1, i + settings.window());
        entries[sequence[i] + 1] += reach - i;
        for (int j = i + 1; j <= reach; j++) {
          entries[sequence[j] + 1]++;
        }
      }
    }
    Arrays.parallelPrefix(entries, Math::addExact);
    int[] rawColumn = new int[entries[itemCount]];
    double[] rawWeight = new double[entries[itemCount]];
    fill(sequences, settings, entries.clone(), rawColumn, rawWeight);
    double[] scale = new double[itemCount];
    for (int i = 0; i < itemCount; i++) {
      scale[i] = Math.pow(Math.max(1, popularity[i]), -settings.damping());
    }
    start = new int[itemCount + 1];
    int kept = merge(itemCount, entries, rawColumn, rawWeight);
    column = Arrays.copyOf(rawColumn, kept);
    weight = new float[kept];
    for (int row = 0; row < itemCount; row++) {
      for (int e = start[row]; e < start[row + 1]; e++) {
        weight[e] = (float) (rawWeight[e] * scale[row] * scale[column[e]]);
      }
    }
  }

  private static void fill(
      int[][] sequences, Floor.Settings settings, int[] next, int[] column, double[] weight) {
    for (int[] sequence : sequences) {
      double length = Math.log(2) / Math.log(sequence.length + 1.0);
      for (int i = 0; i < sequence.length; i++) {
        int reach = Math.min(sequence.length - 1, i + settings.window());
        for (int j = i + 1; j <= reach; j++) {
          double value = length / Math.sqrt(j - i);
          int forward = next[sequence[i]]++;
          column[forward] = sequence[j];
          weight[forward] = value;
          int backward = next[sequence[j]]++;
          column[backward] = sequence[i];
          weight[backward] = value * settings.backward();
        }
      }
    }
  }

  /** Adds up entries of one row and column in place, in order of first appearance. */
  private int merge(int itemCount, int[] entries, int[] column, double[] weight) {
    int[] slot = new int[itemCount];
    Arrays.fill(slot, -1);
    int kept = 0;
    for (int row = 0; row < itemCount; row++) {
      int first = kept;
      start[row] = first;
      for (int e = entries[row]; e < entries[row + 1]; e++) {
        int at = slot[column[e]];
        if (at >= first) {
          weight[at] += weight[e];
        } else {
          slot[column[e]] = kept;
          column[kept] = column[e];
          weight[kept++] = weight[e];
        }
      }
    }
    start[itemCount] = kept;
    return kept;
  }

  int[] start() {
    return start;
  }

  int[] column() {
    return column;
  }

  float[] weight() {
    return weight;
  }
}
