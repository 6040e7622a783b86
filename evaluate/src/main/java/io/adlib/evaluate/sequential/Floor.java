package io.adlib.evaluate.sequential;

import java.util.Arrays;

/**
 * The training-free floor that a learned model has to beat: directed co-occurrence in a window. A
 * pair at distance d ≤ window in a training sequence of length n adds 1/(√d · log₂(n+1)) forwards
 * and {@code backward} times that backwards; sums are scaled by popularity^−{@code damping} on both
 * sides. A user's score of an item is the sum over the last {@code lastItems} items, of weight
 * {@code decay}^age, age 0 being the newest. Immutable and thread-safe.
 */
public final class Floor implements SequentialScorer {

  /**
   * @param window the largest distance that counts
   * @param backward weight of the direction against time
   * @param damping exponent of popularity that is divided out on each side
   * @param lastItems how many of the user's last items are asked
   * @param decay weight lost a step into the past, in (0,1]
   */
  public record Settings(int window, double backward, double damping, int lastItems, double decay) {
    /** What suits Amazon Beauty; Sports likes a decay of .8. */
    public static final Settings DEFAULT = new Settings(15, .5, .3, 30, .65);

    /** The same with another decay. */
    public Settings withDecay(double other) {
      return new Settings(window, backward, damping, lastItems, other);
    }
  }

  private static final double[] DECAYS = {.5, .65, .8, .9};

  private final Settings settings;
  private final int itemCount;
  private final int[] start;
  private final int[] column;
  private final float[] weight;

  private Floor(Settings settings, int itemCount, int[] start, int[] column, float[] weight) {
    this.settings = settings;
    this.itemCount = itemCount;
    this.start = start;
    this.column = column;
    this.weight = weight;
  }

  /** Counts the training part only. */
  public static Floor of(LeaveOneOut split, Settings settings) {
    int[][] sequences = split.train();
    int n = split.itemCount();
    var counts = new CooccurrenceCounts(sequences, n, settings);
    return new Floor(settings, n, counts.start(), counts.column(), counts.weight());
  }

  /** The decay of .5, .65, .8 and .9 with the best masked N@10 on validation. */
  public static Floor tuned(LeaveOneOut split) {
    Floor counted = of(split, Settings.DEFAULT);
    Floor best = counted;
    double bestScore = -1;
    for (double decay : DECAYS) {
      Floor floor =
          new Floor(
              Settings.DEFAULT.withDecay(decay),
              counted.itemCount,
              counted.start,
              counted.column,
              counted.weight);
      double score = FullRanking.of(floor, split.validation()).masked().top().n10();
      if (score > bestScore) {
        best = floor;
        bestScore = score;
      }
    }
    return best;
  }

  /** The same counts, asked for the newest item alone. */
  public Floor ofLastItem() {
    var one =
        new Settings(
            settings.window(), settings.backward(), settings.damping(), 1, settings.decay());
    return new Floor(one, itemCount, start, column, weight);
  }

  /** As chosen. */
  public Settings settings() {
    return settings;
  }

  @Override
  public String name() {
    return settings.lastItems() == 1 ? "floor of the last item" : "floor";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    for (int b = 0; b < histories.length; b++) {
      float[] scores_N = scores_BN[b];
      Arrays.fill(scores_N, 0, itemCount, 0);
      int[] history = histories[b];
      double age = 1;
      for (int i = history.length - 1;
          i >= Math.max(0, history.length - settings.lastItems());
          i--) {
        int item = history[i];
        for (int e = start[item]; e < start[item + 1]; e++) {
          scores_N[column[e]] += (float) (age * weight[e]);
        }
        age *= settings.decay();
      }
    }
  }
}
