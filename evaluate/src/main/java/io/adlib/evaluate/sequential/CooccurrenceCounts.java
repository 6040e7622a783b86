package io.adlib.evaluate.sequential;

import java.util.Arrays;

/**
 * The floor's co-occurrence sums as sparse rows: the row is the item asked, the column the next. Of
 * all items, or of a run of them where all would be too many to hold at once.
 */
final class CooccurrenceCounts {

  private final int from;
  private final int[] start;
  private final int[] column;
  private final float[] weight;

  /** Of all items. */
  CooccurrenceCounts(int[][] sequences, int itemCount, Floor.Settings settings) {
    this(
        Arrays.asList(sequences),
        Margins.of(Arrays.asList(sequences), itemCount, settings),
        0,
        itemCount,
        settings);
  }

  /**
   * The rows of some items.
   *
   * @param margins of the same sequences
   * @param from the first item
   * @param to one past the last
   */
  CooccurrenceCounts(
      Iterable<int[]> sequences, Margins margins, int from, int to, Floor.Settings settings) {
    this.from = from;
    int rows = to - from;
    int[] entries = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      entries[row + 1] =
          Math.toIntExact(Math.addExact(entries[row], margins.entries_N()[from + row]));
    }
    int[] rawColumn = new int[entries[rows]];
    double[] rawWeight = new double[entries[rows]];
    fill(sequences, settings, entries.clone(), rawColumn, rawWeight);
    double[] scale_N = margins.scale_N(settings);
    start = new int[rows + 1];
    int kept = merge(scale_N.length, entries, rawColumn, rawWeight);
    column = Arrays.copyOf(rawColumn, kept);
    weight = new float[kept];
    for (int row = 0; row < rows; row++) {
      for (int e = start[row]; e < start[row + 1]; e++) {
        weight[e] = (float) (rawWeight[e] * scale_N[from + row] * scale_N[column[e]]);
      }
    }
  }

  /**
   * What a first reading finds out.
   *
   * @param popularity_N how often each item stands in the sequences
   * @param entries_N how many pairs its row is summed up from
   */
  record Margins(int[] popularity_N, long[] entries_N) {

    static Margins of(Iterable<int[]> sequences, int itemCount, Floor.Settings settings) {
      var margins = new Margins(new int[itemCount], new long[itemCount]);
      for (int[] sequence : sequences) {
        for (int i = 0; i < sequence.length; i++) {
          margins.popularity_N[sequence[i]]++;
          int reach = Math.min(sequence.length - 1, i + settings.window());
          margins.entries_N[sequence[i]] += reach - i;
          for (int j = i + 1; j <= reach; j++) {
            margins.entries_N[sequence[j]]++;
          }
        }
      }
      return margins;
    }

    private double[] scale_N(Floor.Settings settings) {
      double[] scale_N = new double[popularity_N.length];
      for (int i = 0; i < scale_N.length; i++) {
        scale_N[i] = Math.pow(Math.max(1, popularity_N[i]), -settings.damping());
      }
      return scale_N;
    }
  }

  private void fill(
      Iterable<int[]> sequences,
      Floor.Settings settings,
      int[] next,
      int[] column,
      double[] weight) {
    int rows = next.length - 1;
    for (int[] sequence : sequences) {
      double length = Math.log(2) / Math.log(sequence.length + 1.0);
      for (int i = 0; i < sequence.length; i++) {
        int reach = Math.min(sequence.length - 1, i + settings.window());
        int first = sequence[i] - from;
        for (int j = i + 1; j <= reach; j++) {
          double value = length / Math.sqrt(j - i);
          int second = sequence[j] - from;
          if (first >= 0 && first < rows) {
            int forward = next[first]++;
            column[forward] = sequence[j];
            weight[forward] = value;
          }
          if (second >= 0 && second < rows) {
            int backward = next[second]++;
            column[backward] = sequence[i];
            weight[backward] = value * settings.backward();
          }
        }
      }
    }
  }

  /** Adds up entries of one row and column in place, in order of first appearance. */
  private int merge(int itemCount, int[] entries, int[] column, double[] weight) {
    int[] slot = new int[itemCount];
    Arrays.fill(slot, -1);
    int kept = 0;
    for (int row = 0; row < start.length - 1; row++) {
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
    start[start.length - 1] = kept;
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
