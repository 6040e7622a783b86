package io.adlib.learn.generator;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The generator as a scorer: an item's log-probability if the beam reached it, else −∞. Not
 * thread-safe.
 */
public final class GeneratorScorer implements SequentialScorer {

  private static final int CHUNK = 64;
  private static final int TOP = 10;
  private final GeneratorBeam beam;
  private final SemanticIds ids;
  private final GeneratorShape shape;
  private long scored;
  private long certain;

  /** Scores with the beam's model as it is at the time of the call. */
  public GeneratorScorer(GeneratorBeam beam, SemanticIds ids, GeneratorShape shape) {
    this.beam = beam;
    this.ids = ids;
    this.shape = shape;
  }

  /**
   * The share, in percent, of the histories scored so far whose ten best items are certainly in
   * place: no prefix that the beam gave up was more probable than the tenth that remains when all
   * of the history is taken out.
   */
  public double certain() {
    return scored == 0 ? 100 : 100.0 * certain / scored;
  }

  @Override
  public String name() {
    return "generator";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    for (int from = 0; from < histories.length; from += CHUNK) {
      int to = Math.min(histories.length, from + CHUNK);
      List<Prompt> part = new ArrayList<>();
      for (int b = from; b < to; b++) {
        part.add(TrainingSequence.promptOf(histories[b], ids, shape));
      }
      List<GeneratorBeam.Found> found = beam.search(part);
      for (int b = from; b < to; b++) {
        Arrays.fill(scores_BN[b], Float.NEGATIVE_INFINITY);
        GeneratorBeam.Found best = found.get(b - from);
        int place = TOP + histories[b].length;
        scored++;
        if (best.logP_K().length >= place && best.logP_K()[place - 1] > best.pruned()) {
          certain++;
        }
        for (int k = 0; k < best.item_K().length; k++) {
          scores_BN[b][best.item_K()[k]] = best.logP_K()[k];
        }
      }
    }
  }
}
