package io.adlib.learn.generator;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The generator as a scorer: an item's log-probability if the beam reached it, else −∞; or, for
 * fusion, an estimate of it from its first A codes alone, all items below a node being as likely.
 * Not thread-safe.
 */
public final class GeneratorScorer implements SequentialScorer {

  private static final int CHUNK = 64;
  private static final int TOP = 10;
  private final GeneratorBeam beam;
  private final SemanticIds ids;
  private final GeneratorShape shape;
  private final Optional<Trie> estimated;
  private long scored;
  private long certain;

  /** Scores with the beam's model as it is at the time of the call. */
  public GeneratorScorer(GeneratorBeam beam, SemanticIds ids, GeneratorShape shape) {
    this(beam, ids, shape, Optional.empty());
  }

  private GeneratorScorer(
      GeneratorBeam beam, SemanticIds ids, GeneratorShape shape, Optional<Trie> estimated) {
    this.beam = beam;
    this.ids = ids;
    this.shape = shape;
    this.estimated = estimated;
  }

  /**
   * One that has a score for every item of the trie, so that it can be weighed with other models.
   *
   * @param trie the beam's
   */
  public static GeneratorScorer ofEveryItem(
      GeneratorBeam beam, SemanticIds ids, Trie trie, GeneratorShape shape) {
    return new GeneratorScorer(beam, ids, shape, Optional.of(trie));
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
        if (estimated.isPresent()) {
          estimate(best.firstLogP_N(), estimated.get(), scores_BN[b]);
        }
        for (int k = 0; k < best.item_K().length; k++) {
          scores_BN[b][best.item_K()[k]] = best.logP_K()[k];
        }
      }
    }
  }

  private void estimate(float[] firstLogP_N, Trie trie, float[] scores_N) {
    for (int node = 0; node < firstLogP_N.length; node++) {
      int from = trie.firstLeaf(shape.joint(), node);
      int to = trie.firstLeaf(shape.joint(), node + 1);
      float logP = (float) (firstLogP_N[node] - Math.log(to - from));
      for (int leaf = from; leaf < to; leaf++) {
        scores_N[trie.item(leaf)] = logP;
      }
    }
  }
}
