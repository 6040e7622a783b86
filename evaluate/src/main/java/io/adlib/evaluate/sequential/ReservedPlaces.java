package io.adlib.evaluate.sequential;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A ranking in which a share of the places is kept for new items, as a server's exploration share
 * keeps it (the proportion ε of unseen items in TIGER's list, arXiv 2305.05065): place p, from 0,
 * is a new item's wherever ⌊(p+1)·share⌋ > ⌊p·share⌋, so with a share of .2 the fifth place and the
 * tenth. New items come in the order of one scorer, all others in that of another. Only the first
 * places are filled so; below them the base's order goes on. For use by one thread at a time.
 */
public final class ReservedPlaces implements SequentialScorer {

  private static final int PLACES = 64;

  private final String name;
  private final SequentialScorer base;
  private final SequentialScorer fresh;
  private final ColdItems cold;
  private final double share;
  private float[][] fresh_BN = new float[0][];

  /**
   * @param base ranks all items
   * @param fresh ranks the new ones
   * @param cold which are new
   * @param share of the places, in [0,1]
   */
  public ReservedPlaces(
      String name, SequentialScorer base, SequentialScorer fresh, ColdItems cold, double share) {
    this.name = name;
    this.base = base;
    this.fresh = fresh;
    this.cold = cold;
    this.share = share;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    base.score(histories, scores_BN);
    if (fresh_BN.length < histories.length || fresh_BN[0].length != scores_BN[0].length) {
      fresh_BN = new float[histories.length][scores_BN[0].length];
    }
    fresh.score(histories, fresh_BN);
    for (int b = 0; b < histories.length; b++) {
      merge(histories[b], scores_BN[b], fresh_BN[b]);
    }
  }

  /** Seen items stay where the base has them and are not counted, since they may be masked. */
  private void merge(int[] history, float[] scores_N, float[] fresh_N) {
    boolean[] done = new boolean[scores_N.length];
    boolean[] seen = new boolean[scores_N.length];
    Arrays.stream(history).forEach(item -> seen[item] = true);
    int[] byBase = best(i -> true, scores_N);
    int[] byFresh = best(i -> cold.contains(i) && !seen[i], fresh_N);
    int[] order = new int[byBase.length + byFresh.length];
    int placed = 0;
    int unseen = 0;
    int base = 0;
    int young = 0;
    while (unseen < PLACES && (base < byBase.length || young < byFresh.length)) {
      boolean reserved = Math.floor((unseen + 1) * share) > Math.floor(unseen * share);
      boolean takeYoung = young < byFresh.length && (reserved || base == byBase.length);
      int item = takeYoung ? byFresh[young++] : byBase[base++];
      if (!done[item]) {
        done[item] = true;
        order[placed++] = item;
        unseen += seen[item] ? 0 : 1;
      }
    }
    float top = 0;
    for (float score : scores_N) {
      top = Float.isFinite(score) ? Math.max(top, score) : top;
    }
    for (int place = 0; place < placed; place++) {
      scores_N[order[place]] = top + placed - place;
    }
  }

  /** The best of some items that have a score, best first. */
  private static int[] best(IntPredicate of, float[] scores_N) {
    return IntStream.range(0, scores_N.length)
        .filter(i -> of.test(i) && Float.isFinite(scores_N[i]))
        .boxed()
        .sorted((a, b) -> Float.compare(scores_N[b], scores_N[a]))
        .limit(2 * PLACES)
        .mapToInt(i -> i)
        .toArray();
  }
}
