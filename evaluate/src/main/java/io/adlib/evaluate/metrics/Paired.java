package io.adlib.evaluate.metrics;

import io.adlib.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Intervals of differences between two treatments of the same cases: cases that hang together are
 * drawn together, with replacement, and both treatments are measured on each draw.
 */
public final class Paired {

  private static final int REPLICATES = 400;

  private final List<int[]> groups;
  private final int cases;
  private final Seed seed;

  /**
   * @param group_N what each case belongs to, such as its user
   * @param seed of the draws
   */
  public Paired(int[] group_N, Seed seed) {
    Map<Integer, List<Integer>> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < group_N.length; i++) {
      byGroup.computeIfAbsent(group_N[i], _ -> new ArrayList<>()).add(i);
    }
    groups =
        byGroup.values().stream()
            .map(some -> some.stream().mapToInt(Integer::intValue).toArray())
            .toList();
    cases = group_N.length;
    this.seed = seed;
  }

  /** The difference over all cases, and where 95 % of the draws lie. */
  public Interval difference(ToDoubleFunction<int[]> with, ToDoubleFunction<int[]> without) {
    int[] all = new int[cases];
    Arrays.setAll(all, i -> i);
    RandomGenerator random = seed.of("paired").generator();
    double[] drawn_R = new double[REPLICATES];
    for (int r = 0; r < REPLICATES; r++) {
      int[] drawn = draw(random);
      drawn_R[r] = with.applyAsDouble(drawn) - without.applyAsDouble(drawn);
    }
    Arrays.sort(drawn_R);
    return new Interval(
        with.applyAsDouble(all) - without.applyAsDouble(all),
        drawn_R[REPLICATES / 40],
        drawn_R[REPLICATES - 1 - REPLICATES / 40]);
  }

  private int[] draw(RandomGenerator random) {
    int[][] some = new int[groups.size()][];
    int size = 0;
    for (int g = 0; g < some.length; g++) {
      some[g] = groups.get(random.nextInt(groups.size()));
      size += some[g].length;
    }
    int[] drawn = new int[size];
    int at = 0;
    for (int[] one : some) {
      System.arraycopy(one, 0, drawn, at, one.length);
      at += one.length;
    }
    return drawn;
  }

  /** The mean of values over cases, as a measure. */
  public static ToDoubleFunction<int[]> mean(double[] value_N) {
    return cases -> Arrays.stream(cases).mapToDouble(i -> value_N[i]).average().orElse(0);
  }
}
