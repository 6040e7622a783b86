package io.adlib.evaluate.sequential;

import io.adlib.core.Progress;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;

/**
 * Scores every item by its likeness to what the user lately took: the dot product of the item's
 * content vector with the sum of the history's, each one step older weighing {@code decay} times as
 * much. It needs no training, so a new item is as good as any other. For use by one thread at a
 * time.
 */
public final class TextNeighbours implements SequentialScorer {

  private static final double[] DECAYS = {.3, .5, .65, .8, .9, 1};
  private static final int TUNING_CASES = 4000;

  private final Kernels kernels = KernelChoice.best();
  private final float[] vectors_ND;
  private final int dimension;
  private final PackedMatrix items_DN;
  private final float[] zero_N;
  private final double decay;

  /**
   * @param vectors_ND a unit vector an item, row-major; not copied
   * @param decay in [0,1]; 0 asks for the newest item alone, 1 for the mean of the history
   */
  public TextNeighbours(float[] vectors_ND, int dimension, double decay) {
    this.vectors_ND = vectors_ND;
    this.dimension = dimension;
    this.decay = decay;
    int n = vectors_ND.length / dimension;
    items_DN = kernels.packTransposed(vectors_ND, dimension, n);
    zero_N = new float[n];
  }

  /** The decay of the best N@10 on validation, seen items taken out. */
  public static TextNeighbours tuned(float[] vectors_ND, int dimension, LeaveOneOut split) {
    LeaveOneOut.Cases cases = split.validation().thinnedTo(TUNING_CASES);
    var best = new TextNeighbours(vectors_ND, dimension, 1);
    double most = -1;
    for (double decay : DECAYS) {
      var tried = new TextNeighbours(vectors_ND, dimension, decay);
      double n10 = FullRanking.of(tried, cases, Progress.SILENT).masked().top().n10();
      if (n10 > most) {
        most = n10;
        best = tried;
      }
    }
    return best;
  }

  /** The weight of an event one step older than another. */
  public double decay() {
    return decay;
  }

  @Override
  public String name() {
    return decay == 0 ? "text kNN of the last item" : "text kNN";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    float[] user_D = new float[dimension];
    for (int b = 0; b < histories.length; b++) {
      java.util.Arrays.fill(user_D, 0);
      double weight = 1;
      for (int i = histories[b].length - 1; i >= 0; i--) {
        kernels.axpy((float) weight, vectors_ND, histories[b][i] * dimension, user_D, 0, dimension);
        weight *= decay;
      }
      kernels.gemm(1, user_D, 0, dimension, items_DN, zero_N, scores_BN[b], 0, scores_BN[b].length);
    }
  }
}
