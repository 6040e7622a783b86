package io.adlib.evaluate.sequential;

import io.adlib.core.Progress;
import java.util.Arrays;
import java.util.List;

/**
 * Several scorers added: each one's scores become z-scores a user over all items, and are summed
 * with a weight each. For use by one thread at a time.
 */
public final class Fusion implements SequentialScorer {

  private final String name;
  private final List<SequentialScorer> parts;
  private final double[] weights_P;
  private float[][] part_BN = new float[0][];

  /**
   * @param name what reports call it
   * @param parts the scorers, P of them
   * @param weights_P one weight each
   */
  public Fusion(String name, List<? extends SequentialScorer> parts, double[] weights_P) {
    if (parts.size() != weights_P.length) {
      throw new IllegalArgumentException(parts.size() + " parts, " + weights_P.length + " weights");
    }
    this.name = name;
    this.parts = List.copyOf(parts);
    this.weights_P = weights_P.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    for (int b = 0; b < histories.length; b++) {
      Arrays.fill(scores_BN[b], 0);
    }
    if (part_BN.length < histories.length || part_BN[0].length != scores_BN[0].length) {
      part_BN = new float[histories.length][scores_BN[0].length];
    }
    for (int p = 0; p < weights_P.length; p++) {
      if (weights_P[p] == 0) {
        continue;
      }
      parts.get(p).score(histories, part_BN);
      for (int b = 0; b < histories.length; b++) {
        ZScores.standardise(part_BN[b], part_BN[b].length);
        for (int i = 0; i < part_BN[b].length; i++) {
          scores_BN[b][i] += (float) (weights_P[p] * part_BN[b][i]);
        }
      }
    }
  }

  /**
   * Ranks by two sets of weights: one for the masked, one for the unmasked ranking, as {@link
   * FusionSearch} chose them.
   */
  public static FullRanking rank(
      String name,
      List<? extends SequentialScorer> parts,
      FusionSearch.Weights weights,
      LeaveOneOut.Cases cases,
      Progress progress) {
    FullRanking masked =
        FullRanking.of(new Fusion(name, parts, weights.masked_P()), cases, progress);
    if (Arrays.equals(weights.masked_P(), weights.unmasked_P())) {
      return masked;
    }
    FullRanking unmasked =
        FullRanking.of(new Fusion(name, parts, weights.unmasked_P()), cases, progress);
    return new FullRanking(masked.masked(), unmasked.unmasked());
  }
}
