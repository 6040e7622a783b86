package io.adlib.learn.lightgcn;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;

/**
 * LightGCN as a scorer of any history: the user's vector is the sum of the history's item vectors,
 * each over the root of the item's degree, as one more step along the edges would make it. The
 * order of the history does not matter to it. Not thread-safe.
 */
public final class LightGcnScorer implements SequentialScorer {

  private final Kernels kernels = KernelChoice.best();
  private final BipartiteGraph graph;
  private final int width;
  private final float[] items_ND;

  /** Scores with a model's present weights. */
  public LightGcnScorer(LightGcn model) {
    graph = model.graph();
    width = model.config().width();
    items_ND = model.items_ND();
  }

  @Override
  public String name() {
    return "lightgcn";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    int items = items_ND.length / width;
    for (int b = 0; b < histories.length; b++) {
      float[] user_D = new float[width];
      for (int item : histories[b]) {
        int degree = Math.max(1, graph.degree(graph.users() + item));
        kernels.axpy((float) (1 / Math.sqrt(degree)), items_ND, item * width, user_D, 0, width);
      }
      for (int i = 0; i < items; i++) {
        scores_BN[b][i] = kernels.dot(user_D, 0, items_ND, i * width, width);
      }
    }
  }
}
