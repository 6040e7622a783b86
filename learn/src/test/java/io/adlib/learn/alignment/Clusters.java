package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import java.util.random.RandomGenerator;

/** Users and items of planted clusters: whoever belongs to one takes only what belongs to it. */
final class Clusters {

  static final int CLUSTERS = 4;
  static final int ITEMS = 60;
  static final int USERS = 120;
  private static final int TAKEN = 8;

  private Clusters() {}

  /** The cluster of an item or user. */
  static int of(int number) {
    return number % CLUSTERS;
  }

  /** What each user took, from the user's own cluster alone. */
  static int[][] sequences(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    int[][] sequences = new int[USERS][TAKEN];
    for (int u = 0; u < USERS; u++) {
      for (int t = 0; t < TAKEN; t++) {
        sequences[u][t] = of(u) + CLUSTERS * random.nextInt(ITEMS / CLUSTERS);
      }
    }
    return sequences;
  }

  /** The share of items whose nearest other item by cosine is of their cluster. */
  static double purity(float[] item_ND, int d) {
    int pure = 0;
    for (int i = 0; i < ITEMS; i++) {
      int nearest = -1;
      double best = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < ITEMS; j++) {
        double cosine = cosine(item_ND, i * d, j * d, d);
        if (j != i && cosine > best) {
          best = cosine;
          nearest = j;
        }
      }
      pure += of(nearest) == of(i) ? 1 : 0;
    }
    return (double) pure / ITEMS;
  }

  private static double cosine(float[] x, int a, int b, int d) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < d; k++) {
      ab += x[a + k] * x[b + k];
      aa += x[a + k] * x[a + k];
      bb += x[b + k] * x[b + k];
    }
    return ab / Math.sqrt(aa * bb + 1e-30);
  }
}
