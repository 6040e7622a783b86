package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.generator.PathObjective;
import io.adlib.learn.generator.PathScores;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectivesTest {

  private static final int DECISIONS = 3;

  private static double[][][] cube(RandomGenerator random, double mean, double deviation) {
    double[][][] cube = new double[2][3][DECISIONS];
    for (double[][] situation : cube) {
      for (double[] item : situation) {
        for (int s = 0; s < DECISIONS; s++) {
          item[s] = mean + deviation * random.nextGaussian();
        }
      }
    }
    return cube;
  }

  private static PathScores scores(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    return new PathScores(
        cube(random, -2, .3),
        new double[] {random.nextGaussian(), random.nextGaussian()},
        cube(random, 0, 1));
  }

  private static List<Rollout> rollouts(long seed) {
    RandomGenerator random = new Seed(seed).of("rollouts").generator();
    double[][][] old = cube(random, -2, .3);
    double[][][] reference = cube(random, -2, .3);
    double[][][] returns = cube(random, 1, .5);
    double[][][] advantages = cube(random, 0, 1);
    return List.of(
        new Rollout(
            0,
            new int[3],
            old[0],
            reference[0],
            new double[] {.2, 3, 1},
            returns[0],
            advantages[0]),
        new Rollout(
            1,
            new int[3],
            old[1],
            reference[1],
            new double[] {1, 1, .5},
            returns[1],
            advantages[1]));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void hepoPullsAlongItsSlope(long seed) {
    var hepo = new HepoObjective(new HepoConfig(.2, .3, .5), rollouts(seed), 2, 4);
    assertSlopes(hepo, scores(seed));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void dpoPullsAlongItsSlope(long seed) {
    assertSlopes(new DpoObjective(.7, rollouts(seed)), scores(seed));
  }

  /** Central differences of the loss, at every number the loss depends on. */
  private static void assertSlopes(PathObjective objective, PathScores scores) {
    PathObjective.Pull pull = objective.at(scores);
    double largest = 0;
    for (int b = 0; b < 2; b++) {
      for (int k = 0; k < 3; k++) {
        assertSlopes(objective, scores, scores.logP_BKS()[b][k], pull.byLogP_BKS()[b][k]);
        assertSlopes(objective, scores, scores.logV_BKS()[b][k], pull.byLogV_BKS()[b][k]);
        largest = Math.max(largest, Math.abs(pull.byLogP_BKS()[b][k][0]));
      }
    }
    assertSlopes(objective, scores, scores.logV_B(), pull.byLogV_B());
    assertThat(largest).isGreaterThan(.01);
  }

  private static void assertSlopes(
      PathObjective objective, PathScores scores, double[] x, double[] pull) {
    double e = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double kept = x[i];
      x[i] = kept + e;
      double above = objective.at(scores).loss();
      x[i] = kept - e;
      double below = objective.at(scores).loss();
      x[i] = kept;
      assertThat(pull[i]).isCloseTo((above - below) / (2 * e), within(1e-6));
    }
  }

  @Test
  void aRatioBeyondTheClipIsPulledNoFurther() {
    var rollouts = rollouts(1);
    var hepo = new HepoObjective(new HepoConfig(.2, 0, 0), rollouts, 2, 4);
    PathScores scores = scores(1);
    for (int k = 0; k < 3; k++) {
      for (int s = 0; s < DECISIONS; s++) {
        double advantage = rollouts.get(0).advantage_KS()[k][s];
        double old = rollouts.get(0).old_KS()[k][s];
        double[] logP_S = scores.logP_BKS()[0][k];
        logP_S[s] = old + Math.log(advantage > 0 ? 1.3 : .7);
        assertThat(hepo.at(scores).byLogP_BKS()[0][k][s]).isZero();
        logP_S[s] = old + Math.log(advantage > 0 ? .7 : 1.3);
        assertThat(hepo.at(scores).byLogP_BKS()[0][k][s] * advantage).isNegative();
      }
    }
  }

  @Test
  void dpoHasNoPreferenceAmongEquals() {
    Rollout like =
        new Rollout(
            0,
            new int[3],
            new double[3][DECISIONS],
            new double[3][DECISIONS],
            new double[] {2, 2, 2},
            new double[3][DECISIONS],
            new double[3][DECISIONS]);
    var pull = new DpoObjective(1, List.of(like, like)).at(scores(1));
    assertThat(pull.loss()).isZero();
    assertThat(pull.byLogP_BKS()[0][0]).containsOnly(0);
  }
}
