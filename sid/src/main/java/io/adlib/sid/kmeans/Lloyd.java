package io.adlib.sid.kmeans;

import io.adlib.core.Progress;
import java.util.Arrays;
import java.util.Locale;

/**
 * One level's rounds: each vector to a code, each centroid to the mean of its vectors. A centroid
 * that no vector chose takes over the vector that lies farthest from its own centroid in the
 * largest cluster. Sums run in the order of rows, so that the result does not depend on the number
 * of threads.
 */
final class Lloyd {

  private static final int BLOCK = 256;

  private final Assignment assignment;
  private final float[] vectors_ND;
  private final int n;
  private final int dimension;
  private final int codes;
  private final float[] centroids_CD;
  private final RowWorkers workers;
  private final int[] code_N;
  private final float[] error_N;
  private final int[] size_C;

  /** Works on {@code centroids_CD} in place. */
  Lloyd(
      Assignment assignment,
      float[] vectors_ND,
      int dimension,
      float[] centroids_CD,
      RowWorkers workers) {
    this.assignment = assignment;
    this.vectors_ND = vectors_ND;
    this.n = vectors_ND.length / dimension;
    this.dimension = dimension;
    this.centroids_CD = centroids_CD;
    this.workers = workers;
    codes = centroids_CD.length / dimension;
    code_N = new int[n];
    error_N = new float[n];
    size_C = new int[codes];
  }

  void run(KMeansSettings settings, Progress.Task task, String name) {
    double before = Double.POSITIVE_INFINITY;
    int done = 0;
    for (boolean going = true; going && done < settings.iterations(); done++) {
      double error = assign();
      boolean moved = reseedDead();
      means();
      task.advance(1);
      task.note(String.format(Locale.ROOT, "%s, mean squared error %.4f", name, error / n));
      going = moved || before - error > settings.tolerance() * error;
      before = error;
    }
    task.advance(settings.iterations() - done);
    assign();
  }

  /** Gives every vector a code; returns the sum of squared errors. */
  double assign() {
    assignment.assign(centroids_CD, code_N, error_N);
    Arrays.fill(size_C, 0);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      size_C[code_N[i]]++;
      sum += error_N[i];
    }
    return sum;
  }

  /** How many vectors each code has. */
  int[] sizes() {
    return size_C;
  }

  private boolean reseedDead() {
    int[] farthest_C = new int[codes];
    Arrays.fill(farthest_C, -1);
    for (int i = 0; i < n; i++) {
      int before = farthest_C[code_N[i]];
      if (error_N[i] > (before < 0 ? 0 : error_N[before])) {
        farthest_C[code_N[i]] = i;
      }
    }
    boolean moved = false;
    for (int dead = 0; dead < codes; dead++) {
      if (size_C[dead] > 0) {
        continue;
      }
      int donor = largestSpread(farthest_C);
      if (donor < 0) {
        return moved; // fewer distinct vectors than codes
      }
      int taken = farthest_C[donor];
      size_C[donor]--;
      size_C[dead]++;
      code_N[taken] = dead;
      error_N[taken] = 0;
      farthest_C[donor] = farthestOf(donor);
      moved = true;
    }
    return moved;
  }

  /** The largest cluster that has a vector off its centroid, or −1. */
  private int largestSpread(int[] farthest_C) {
    int largest = -1;
    for (int c = 0; c < codes; c++) {
      if (farthest_C[c] >= 0 && (largest < 0 || size_C[c] > size_C[largest])) {
        largest = c;
      }
    }
    return largest;
  }

  /** The vector of a cluster that lies farthest off its centroid, or −1 when all lie on it. */
  private int farthestOf(int code) {
    int farthest = -1;
    for (int i = 0; i < n; i++) {
      if (code_N[i] == code && error_N[i] > (farthest < 0 ? 0 : error_N[farthest])) {
        farthest = i;
      }
    }
    return farthest;
  }

  private void means() {
    ByCode rows = new ByCode(code_N, n, codes);
    workers.forEach(
        codes,
        8,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            if (rows.size(c) > 0) { // else it stays where it was
              double[] sum_D = rows.sum(c, vectors_ND, dimension);
              for (int d = 0; d < dimension; d++) {
                centroids_CD[c * dimension + d] = (float) (sum_D[d] / rows.size(c));
              }
            }
          }
        });
  }

  /** Leaves of every vector what its centroid does not explain. */
  void subtractCentroids() {
    workers.forEach(
        n,
        BLOCK,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int at = code_N[i] * dimension;
            for (int d = 0; d < dimension; d++) {
              vectors_ND[i * dimension + d] -= centroids_CD[at + d];
            }
          }
        });
  }
}
