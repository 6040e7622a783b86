package io.adlib.app.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Recall.Proposal;
import io.adlib.serve.release.Recall.Scored;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.nearest.Companions;
import io.adlib.sid.nearest.QuantisedVectors;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Twelve ads; one scorer likes high numbers, the other low ones. */
class SequenceFusionTest {

  private static final int ITEMS = 12;
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Environment NOWHERE = new Environment("", "", "", "");
  private static final Request REQUEST =
      new Request("r", "u", NOWHERE, Optional.empty(), true, NOW, Duration.ofSeconds(1), 4);
  private static final UserState READER =
      UserState.unknown("u")
          .with(Event.organic("e", NOW.minusSeconds(9), "u", Event.Kind.CLICK, "i3", NOWHERE));

  private final SemanticIds ids =
      new SemanticIds(IntStream.range(0, ITEMS).mapToObj(i -> "i" + i).toList(), 2, 16, codes());
  private final Trie trie = Trie.of(ids);
  private final Recall high = new SasRecRecall(new Slope(1), ids, trie);
  private final Recall low = new SasRecRecall(new Slope(-1), ids, trie);

  private static short[] codes() {
    short[] codes_NL = new short[ITEMS * 2];
    for (int item = 0; item < ITEMS; item++) {
      codes_NL[2 * item] = (short) item;
    }
    return codes_NL;
  }

  /** An item's number times a factor, whatever the history. */
  private record Slope(float factor) implements SequentialScorer {
    @Override
    public String name() {
      return "slope";
    }

    @Override
    public void score(int[][] histories, float[][] scores_BN) {
      for (float[] scores_N : scores_BN) {
        for (int item = 0; item < scores_N.length; item++) {
          scores_N[item] = factor * item;
        }
      }
    }
  }

  /** All but item 11. */
  private LegalLeaves legal() {
    var leaves = new BitSet();
    leaves.set(0, ITEMS);
    leaves.clear(trie.leaf(11));
    return LegalLeaves.of(leaves);
  }

  private List<Integer> items(List<Proposal> proposed) {
    return proposed.stream().map(proposal -> trie.item(proposal.leaf())).toList();
  }

  @Test
  void aScorersBestLegalAdsAreProposedWithProbabilitiesThatSumToOne() {
    List<Proposal> best = high.propose(READER, REQUEST, legal(), 1, 3);
    assertThat(items(best)).containsExactly(10, 9, 8);
    double sum =
        high.propose(READER, REQUEST, legal(), 1, ITEMS).stream()
            .mapToDouble(proposal -> Math.exp(proposal.logP()))
            .sum();
    assertThat(sum).isCloseTo(1, within(1e-6));
    assertThat(high.logP(READER, REQUEST, legal(), trie.leaf(9)))
        .isCloseTo(best.get(1).logP(), within(1e-6));
  }

  @Test
  void whoTookNothingHasNoPreference() {
    assertThat(high.logP(UserState.unknown("u"), REQUEST, legal(), trie.leaf(2)))
        .isCloseTo(-Math.log(ITEMS - 1), within(1e-6));
  }

  @Test
  void joinedWaysRoundTwoRecallsSpeakOfTheSameAdsEachByItsOwnMeasure() {
    int[] asked = {trie.leaf(5)};
    Scored one = new JoinedRecall(high, low).propose(READER, REQUEST, legal(), 3, 3, asked);
    Scored other = new JoinedRecall(low, high).propose(READER, REQUEST, legal(), 3, 3, asked);
    assertThat(items(one.best())).containsExactlyInAnyOrder(10, 9, 8, 0, 1, 2);
    assertThat(items(other.best())).containsExactlyInAnyOrderElementsOf(items(one.best()));
    for (Proposal proposal : one.best()) {
      assertThat(proposal.logP())
          .isCloseTo(high.logP(READER, REQUEST, legal(), proposal.leaf()), within(1e-6));
    }
    assertThat(Arrays.stream(other.logP_K()).toArray())
        .containsExactly(new double[] {low.logP(READER, REQUEST, legal(), asked[0])}, within(1e-6));
  }

  private SequenceFusion fusion(double[] weight_F) {
    float[] centroids = new float[16 * 4];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = i;
    }
    var vectors = new QuantisedVectors(new Codebooks(1, 16, 4, centroids), ids);
    var companions = new Companions.Builder(ITEMS);
    IntStream.range(0, ITEMS).forEach(_ -> companions.endRow());
    var none = companions.build();
    var alone = new Choice(FusedRecall.generatorAlone());
    return new SequenceFusion(
        high,
        new FusedRecall(new JoinedRecall(high, low), ids, trie, none, vectors, alone),
        new FusedRecall(new JoinedRecall(low, high), ids, trie, none, vectors, alone),
        new Choice(weight_F));
  }

  @Test
  void weightsSayWhichOfTheTwoDecides() {
    double[] weight_F = SequenceFusion.generatorAlone();
    assertThat(items(fusion(weight_F).propose(READER, REQUEST, legal(), 3, 2)))
        .containsExactly(10, 9);
    weight_F[0] = 0;
    weight_F[FusedRecall.FEATURES] = 1;
    assertThat(items(fusion(weight_F).propose(READER, REQUEST, legal(), 3, 2)))
        .containsExactly(0, 1);
  }

  @Test
  void whereNothingIsKnownOfTheUserTheGeneratorProposesAlone() {
    double[] weight_F = new double[SequenceFusion.FEATURES];
    weight_F[FusedRecall.FEATURES] = 1;
    UserState stranger = UserState.unknown("u");
    assertThat(fusion(weight_F).propose(stranger, REQUEST, legal(), 3, 3))
        .isEqualTo(high.propose(stranger, REQUEST, legal(), 3, 3));
  }
}
