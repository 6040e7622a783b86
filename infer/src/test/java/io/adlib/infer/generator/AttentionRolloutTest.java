package io.adlib.infer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AttentionRolloutTest {

  /** Two blocks over three positions; the second works out the last position only. */
  @Test
  void sharesMultiplyAlongTheBlocks() {
    var rollout = new AttentionRollout(3, 2);
    rollout.block();
    both(rollout, 0, 1, 0, 0);
    both(rollout, 1, .5f, .5f, 0);
    both(rollout, 2, 0, 1, 0);
    rollout.block();
    rollout.weights(2, new float[] {9, 1, 0, 0}, 1);
    rollout.weights(2, new float[] {0, 0, 1}, 0);
    float[] share_T = rollout.shares(2);
    // The second block leaves 3/4 at 2 and 1/4 at 0; the first moves half of what stands at 2 to 1.
    assertThat((double) share_T[0]).isCloseTo(.25, within(1e-6));
    assertThat((double) share_T[1]).isCloseTo(.375, within(1e-6));
    assertThat((double) share_T[2]).isCloseTo(.375, within(1e-6));
  }

  @Test
  void aPositionThatABlockLeavesOutKeepsAllOfItself() {
    var rollout = new AttentionRollout(2, 1);
    rollout.block();
    rollout.weights(1, new float[] {1, 0}, 0);
    rollout.block();
    assertThat(rollout.shares(1)).containsExactly(.5f, .5f);
  }

  private static void both(AttentionRollout rollout, int position, float... weights) {
    rollout.weights(position, weights, 0);
    rollout.weights(position, weights, 0);
  }
}
