package io.adlib.learn.tiger;

import io.adlib.evaluate.sequential.SequentialScorer;
import java.util.Arrays;
import java.util.List;

/** {@link Tiger} as a scorer: an item's log-probability if the beam reached it, else −∞. */
public final class TigerScorer implements SequentialScorer {

  private static final int CHUNK = 64;
  private final TigerBeam beam;

  /** Scores with the beam's model as it is at the time of the call. */
  public TigerScorer(TigerBeam beam) {
    this.beam = beam;
  }

  @Override
  public String name() {
    return "tiger";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    for (int from = 0; from < histories.length; from += CHUNK) {
      int to = Math.min(histories.length, from + CHUNK);
      List<int[]> part = Arrays.asList(histories).subList(from, to);
      List<TigerBeam.Found> found = beam.search(part);
      for (int b = from; b < to; b++) {
        Arrays.fill(scores_BN[b], Float.NEGATIVE_INFINITY);
        TigerBeam.Found best = found.get(b - from);
        for (int k = 0; k < best.item_K().length; k++) {
          scores_BN[b][best.item_K()[k]] = best.logP_K()[k];
        }
      }
    }
  }
}
