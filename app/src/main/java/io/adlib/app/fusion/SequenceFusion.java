package io.adlib.app.fusion;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.kernel.compute.TopK;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A release's evidence and one more, weighed together: what serving would be, were SASRec part of
 * it. Both sides speak of the same candidates, the proposals of all. To measure with.
 *
 * @param alone the generator, which proposes where nothing is known of the user
 * @param usual the release's evidence, over a {@link JoinedRecall} whose judge is the generator
 * @param further the same over one whose judge is the further evidence
 * @param choice of {@link #FEATURES} weights
 */
record SequenceFusion(Recall alone, FusedRecall usual, FusedRecall further, Choice choice)
    implements Recall {

  /** How many weights there are. */
  static final int FEATURES = FusedRecall.FEATURES + Evidence.VIEWS;

  /** Weights by which the generator alone decides. */
  static double[] generatorAlone() {
    return Arrays.copyOf(FusedRecall.generatorAlone(), FEATURES);
  }

  /** The features of both; nothing where nothing is known of the user. */
  Optional<Evidence> evidence(
      UserState user, Request request, LegalLeaves legal, int beam, int chosen) {
    return usual
        .evidence(user, request, legal, beam, chosen)
        .map(
            known ->
                joined(known, further.evidence(user, request, legal, beam, chosen).orElseThrow()));
  }

  private static Evidence joined(Evidence known, Evidence more) {
    if (!Arrays.equals(known.item_C(), more.item_C())) {
      throw new IllegalStateException("they speak of different ads");
    }
    float[] x_CF = new float[known.size() * FEATURES];
    for (int c = 0; c < known.size(); c++) {
      System.arraycopy(
          known.x_CF(), c * FusedRecall.FEATURES, x_CF, c * FEATURES, FusedRecall.FEATURES);
      System.arraycopy(
          more.x_CF(),
          c * FusedRecall.FEATURES,
          x_CF,
          c * FEATURES + FusedRecall.FEATURES,
          Evidence.VIEWS);
    }
    return new Evidence(known.item_C(), x_CF, known.target());
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    Optional<Evidence> found = evidence(user, request, legal, beam, -1);
    if (found.isEmpty()) {
      return alone.propose(user, request, legal, beam, k);
    }
    Evidence evidence = found.get();
    var best = new TopK();
    best.reset(k);
    for (int c = 0; c < evidence.size(); c++) {
      best.offer((float) choice.score(evidence, c), c, 0);
    }
    best.sort();
    return IntStream.range(0, best.size())
        .mapToObj(place -> new Proposal(evidence.item_C()[best.number(place)], best.score(place)))
        .toList();
  }

  @Override
  public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
    return usual.logP(user, request, legal, leaf);
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    return usual.beams(user, request, legal, beam);
  }

  @Override
  public double[] attention(UserState user, Request request) {
    return usual.attention(user, request);
  }

  @Override
  public Recall over(SemanticIds ids, Trie trie) {
    throw new UnsupportedOperationException("it knows the items it was trained on only");
  }
}
