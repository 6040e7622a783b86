package io.adlib.app.fusion;

import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.kernel.compute.TopK;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A scorer of items as a recall: an ad's probability is the softmax of its score among the legal
 * ads. Where the user took nothing, all are alike. To measure with; not for serving, and not
 * thread-safe.
 *
 * @param scorer over the semantic IDs' items
 */
record SasRecRecall(SequentialScorer scorer, SemanticIds ids, Trie trie) implements Recall {

  /** What a user took, oldest first. */
  static int[] taken(UserState user, SemanticIds ids) {
    return user.recent().stream()
        .filter(event -> TakenSequences.isTaken(event.kind()))
        .map(Event::subject)
        .mapToInt(ids::indexOf)
        .filter(item -> item >= 0)
        .toArray();
  }

  /** The scores of all items, for what the user took; none where that is nothing. */
  private float[] scores(UserState user) {
    int[] taken = taken(user, ids);
    float[] scores_N = new float[ids.size()];
    if (taken.length > 0) {
      scorer.score(new int[][] {taken}, new float[][] {scores_N});
    }
    return scores_N;
  }

  /** log Σ exp over the legal ads. */
  private double logSum(float[] scores_N, LegalLeaves legal) {
    double most = Double.NEGATIVE_INFINITY;
    for (int leaf = legal.next(0); leaf >= 0; leaf = legal.next(leaf + 1)) {
      most = Math.max(most, scores_N[trie.item(leaf)]);
    }
    double sum = 0;
    for (int leaf = legal.next(0); leaf >= 0; leaf = legal.next(leaf + 1)) {
      sum += Math.exp(scores_N[trie.item(leaf)] - most);
    }
    return most + Math.log(sum);
  }

  @Override
  public Scored propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k, int[] leaves) {
    float[] scores_N = scores(user);
    double all = logSum(scores_N, legal);
    var best = new TopK();
    best.reset(k);
    for (int leaf = legal.next(0); leaf >= 0; leaf = legal.next(leaf + 1)) {
      best.offer(scores_N[trie.item(leaf)], leaf, 0);
    }
    best.sort();
    return new Scored(
        IntStream.range(0, best.size())
            .mapToObj(place -> new Proposal(best.number(place), best.score(place) - all))
            .toList(),
        IntStream.of(leaves).mapToDouble(leaf -> scores_N[trie.item(leaf)] - all).toArray());
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    return propose(user, request, legal, beam, k, new int[0]).best();
  }

  @Override
  public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
    return propose(user, request, legal, 1, 1, new int[] {leaf}).logP_K()[0];
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    return List.of();
  }

  @Override
  public double[] attention(UserState user, Request request) {
    return new double[user.recent().size()];
  }

  @Override
  public Recall over(SemanticIds grown, Trie changed) {
    throw new UnsupportedOperationException("it knows the items it was trained on only");
  }
}
