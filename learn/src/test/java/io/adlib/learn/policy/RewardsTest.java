package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.learn.generator.PathScores;
import io.adlib.learn.generator.Situation;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewardsTest {

  /** a 0-0-0, b 0-0-1, c 0-1-0, d 1-0-0, e 2-0-0. */
  private static final SemanticIds IDS =
      new SemanticIds(
          List.of("a", "b", "c", "d", "e"),
          3,
          4,
          new short[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 2, 0, 0});

  private static final Trie TRIE = Trie.of(IDS);

  /** The user clicked a, a, c and d; e is not legal. */
  private static Episode episode() {
    var bits = new BitSet();
    for (int item : new int[] {0, 1, 2, 3}) {
      bits.set(TRIE.leaf(item));
    }
    var prompt = new Prompt(new byte[1], new byte[1], new byte[1], new int[5]);
    return new Episode(new Situation(prompt, LegalLeaves.of(bits)), new int[] {0, 0, 2, 3});
  }

  @Test
  void aPathEarnsWhatItsCodesAreMoreFrequentThanTheirLegalSiblings() {
    var walk = new ProcessReward(IDS, TRIE, 1).walk(episode(), 0);
    // level 1: P(0) = 3/4 against the mean of 3/4 and 1/4; level 2: P(0) = 3/4, P(1) = 1/4
    assertThat(walk.reward_S()).containsExactly(.25, .25, 0);
    assertThat(walk.choice_S()).containsExactly(true, true, true);
    var rarer = new ProcessReward(IDS, TRIE, 1).walk(episode(), 3);
    assertThat(rarer.reward_S()).containsExactly(0, 0, 0);
    assertThat(rarer.choice_S()).containsExactly(true, false, false);
  }

  @Test
  void theFirstCodesAreOneDecision() {
    var walk = new ProcessReward(IDS, TRIE, 2).walk(episode(), 0);
    assertThat(walk.reward_S()).containsExactly(.5, 0);
    assertThat(new ProcessReward(IDS, TRIE, 3).walk(episode(), 0).reward_S()).containsExactly(.5);
  }

  @Test
  void theLastRealDecisionIsComparedWithinTheGroupAndThoseBeforeWithTheCritic() {
    Simulator simulator =
        (_, items) ->
            java.util.Arrays.stream(items)
                .mapToObj(item -> new Simulator.Outcome(item + 1, 1, 3))
                .toArray(Simulator.Outcome[]::new);
    var config = new RewardConfig(List.of(1.0, 1.0), .1, .9, .5);
    var rewards = new Rewards(config, simulator, IDS, TRIE, 2);
    double[][][] none = new double[1][2][2];
    double[][][] logV = {{{Math.log(3), 0}, {0, 0}}};
    var scores = new PathScores(none, new double[] {Math.log(2)}, logV);
    Rollout rollout = rewards.pay(List.of(episode()), 0, new int[] {0, 3}, 0, scores, scores);
    assertThat(rollout.reward_K()).containsExactly(2, 8);
    // a: two decisions, .05 on the way and 2 at the end; V() = 2, V(0-0) = 3
    double last = 2 - 3;
    double first = .05 + .9 * 3 - 2 + .9 * .5 * last;
    assertThat(rollout.advantage_KS()[0][0]).isCloseTo(first, within(1e-9));
    assertThat(rollout.return_KS()[0]).containsExactly(.05 + .9 * 2, 2);
    // d: its suffix is no decision, so the choice of its first codes is the last one
    assertThat(rollout.advantage_KS()[1][1]).isZero();
    assertThat(rollout.return_KS()[1]).containsExactly(8, 8);
    // within the group: 2 and 8, one below the mean as far as the other above
    assertThat(rollout.advantage_KS()[0][1]).isCloseTo(-1, within(1e-5));
    assertThat(rollout.advantage_KS()[1][0]).isCloseTo(1, within(1e-5));
  }
}
