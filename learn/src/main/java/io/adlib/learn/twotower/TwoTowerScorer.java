package io.adlib.learn.twotower;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;

/** Two towers as a scorer: the cosine of a history with every item. Not thread-safe. */
public final class TwoTowerScorer implements SequentialScorer {

  private final Kernels kernels = KernelChoice.best();
  private final TwoTower model;
  private final float[] items_ND;

  /** Scores with a model's present weights. */
  public TwoTowerScorer(TwoTower model) {
    this.model = model;
    items_ND = model.items_ND();
  }

  @Override
  public String name() {
    return "two towers";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    int d = model.config().width();
    float[] users_BD = model.users_UD(Arrays.asList(histories));
    for (int b = 0; b < histories.length; b++) {
      for (int i = 0; i < model.itemCount(); i++) {
        scores_BN[b][i] = kernels.dot(users_BD, b * d, items_ND, i * d, d);
      }
    }
  }
}
