package io.adlib.app.bench;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;

/**
 * The generator as it serves, as a scorer: an item's log-probability if the beam reached it, else
 * −∞.
 */
record ServedScorer(Generator generator, SemanticIds ids, Trie trie, int beam)
    implements SequentialScorer {

  @Override
  public String name() {
    return "generator";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    LegalLeaves legal = LegalLeaves.all(trie);
    for (int b = 0; b < histories.length; b++) {
      Arrays.fill(scores_BN[b], Float.NEGATIVE_INFINITY);
      var prompt = TrainingSequence.promptOf(histories[b], ids, generator.shape());
      for (Generated found : generator.generate(prompt, trie, legal, beam, beam)) {
        scores_BN[b][found.item()] = found.logP();
      }
    }
  }
}
