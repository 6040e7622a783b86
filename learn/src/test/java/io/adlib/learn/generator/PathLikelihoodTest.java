package io.adlib.learn.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathLikelihoodTest {

  private static final int ITEMS = 30;
  private static final SemanticIds IDS = ids();
  private static final Trie TRIE = Trie.of(IDS);

  private static GeneratorShape shape(int joint) {
    return new GeneratorShape(3, 8, 64, joint, 16, 2, 1, 24, 1, 8, 12).evaluator(12);
  }

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Three levels: 5 codes, 3 below each, and 2 below each of those. */
  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 5);
      codes[i * 3 + 1] = (short) (i / 5 % 3);
      codes[i * 3 + 2] = (short) (i / 15);
    }
    return new SemanticIds(
        IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList(), 3, 8, codes);
  }

  /** A model of random weights. */
  private static Generator model(int joint) {
    var model = new Generator(shape(joint), new Seed(5));
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> {
              RandomGenerator random = new Seed(3).of(name).generator();
              float[] values = Torch.step(() -> weight.floats());
              int padding = name.equals("embed.rows") ? 16 : name.equals("value.rows") ? 1 : 0;
              for (int i = padding; i < values.length; i++) {
                values[i] += (float) (random.nextGaussian() * .2);
              }
              model.parameters().set(name, values);
            });
    return model;
  }

  private static Situation situation(int joint, int length, Integer... illegal) {
    int[] items = IntStream.range(0, length).map(i -> (7 * i + length) % ITEMS).toArray();
    var bits = new BitSet();
    bits.set(0, TRIE.leaves());
    for (int item : illegal) {
      bits.clear(TRIE.leaf(item));
    }
    return new Situation(TrainingSequence.promptOf(items, IDS, shape(joint)), LegalLeaves.of(bits));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isTheBeamsProbabilityWhereAllIsLegal(int joint) {
    try (var model = model(joint)) {
      List<Situation> asked = List.of(situation(joint, 6), situation(joint, 2));
      var found =
          new GeneratorBeam(model, TRIE, ITEMS)
              .search(asked.stream().map(Situation::prompt).toList());
      int[][] items = {found.get(0).item_K(), found.get(1).item_K()};
      PathScores scores = new PathLikelihood(model, IDS, TRIE).score(asked, items);
      for (int b = 0; b < 2; b++) {
        for (int k = 0; k < ITEMS; k++) {
          assertThat(scores.logP(b, k)).isCloseTo(found.get(b).logP_K()[k], within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theLegalOnesShareTheWholeProbability(int joint) {
    try (var model = model(joint)) {
      // 3 is alone below its second code, 4 and 9 share their first
      Integer[] illegal = {0, 5, 18, 20, 1, 2};
      int[] legal = IntStream.range(0, ITEMS).filter(i -> !List.of(illegal).contains(i)).toArray();
      var scores =
          new PathLikelihood(model, IDS, TRIE)
              .score(List.of(situation(joint, 4, illegal)), new int[][] {legal});
      double sum = 0;
      for (int k = 0; k < legal.length; k++) {
        sum += Math.exp(scores.logP(0, k));
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void drawsAreAsFrequentAsTheModelFindsThemLikelyAndFollowTheSeed() {
    try (var model = model(2)) {
      var likelihood = new PathLikelihood(model, IDS, TRIE);
      List<Situation> asked = List.of(situation(2, 3, 7, 11), situation(2, 8));
      int draws = 20_000;
      int[][] drawn = likelihood.sample(asked, draws, new Seed(9));
      assertThat(likelihood.sample(asked, draws, new Seed(9))).isDeepEqualTo(drawn);
      assertThat(drawn[0]).doesNotContain(7, 11);
      int[] all = IntStream.range(0, ITEMS).toArray();
      PathScores scores = likelihood.score(List.of(asked.get(1)), new int[][] {all});
      for (int item = 0; item < ITEMS; item++) {
        int wanted = item;
        double share = (double) IntStream.of(drawn[1]).filter(i -> i == wanted).count() / draws;
        double p = Math.exp(scores.logP(0, item));
        assertThat(share).isCloseTo(p, within(5 * Math.sqrt(p / draws)));
      }
    }
  }

  /** The objective pulls at probabilities alone, or at values alone. */
  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
  void gradientsAgreeWithFiniteDifferencesAndValuesStopAtTheDecoder(int joint, boolean policy) {
    List<Situation> asked = List.of(situation(joint, 6, 4), situation(joint, 3));
    int[][] items = {{0, 17, 17, 29}, {3, 18}};
    PathObjective objective = policy ? PathLikelihoodTest::ofPolicy : PathLikelihoodTest::ofValue;
    try (var model = model(joint)) {
      var likelihood = new PathLikelihood(model, IDS, TRIE);
      likelihood.backward(asked, items, objective, true);
      Map<String, float[]> gradients = new LinkedHashMap<>();
      model
          .parameters()
          .byName()
          .forEach((name, w) -> gradients.put(name, Torch.step(() -> w.gradient().floats())));
      int checked = 0;
      for (String name : gradients.keySet()) {
        float[] gradient = gradients.get(name);
        if (name.startsWith("value.") == policy) {
          assertThat(gradient).as(name).containsOnly(0);
          continue;
        }
        int steepest = 0;
        for (int i = 0; i < gradient.length; i++) {
          steepest = Math.abs(gradient[i]) > Math.abs(gradient[steepest]) ? i : steepest;
        }
        double slope =
            slope(model, name, steepest, () -> objective.at(likelihood.score(asked, items)).loss());
        assertThat(slope)
            .as(name)
            .isCloseTo(gradient[steepest], within(4e-3 + .03 * Math.abs(gradient[steepest])));
        checked += Math.abs(gradient[steepest]) > .02 ? 1 : 0;
      }
      assertThat(checked).as("weights that matter").isGreaterThan(policy ? 15 : 8);
    }
  }

  private static double slope(Generator model, String name, int i, DoubleSupplier loss) {
    float[] weight = Torch.step(() -> model.parameters().get(name).floats());
    float e = .004f;
    float[] moved = weight.clone();
    moved[i] = weight[i] + e;
    model.parameters().set(name, moved);
    double above = loss.getAsDouble();
    moved[i] = weight[i] - e;
    model.parameters().set(name, moved);
    double below = loss.getAsDouble();
    model.parameters().set(name, weight);
    return (above - below) / (2 * e);
  }

  /** Σ c·sin(log P) with a c for each place. */
  private static PathObjective.Pull ofPolicy(PathScores scores) {
    var pull = PathObjective.Pull.zeros(scores);
    double loss = 0;
    int place = 0;
    for (int b = 0; b < pull.byLogP_BKS().length; b++) {
      for (int k = 0; k < pull.byLogP_BKS()[b].length; k++) {
        for (int s = 0; s < pull.byLogP_BKS()[b][k].length; s++) {
          double c = 1 + .3 * place++;
          loss += c * Math.sin(scores.logP_BKS()[b][k][s]);
          pull.byLogP_BKS()[b][k][s] = c * Math.cos(scores.logP_BKS()[b][k][s]);
        }
      }
    }
    return pull.of(loss);
  }

  /** The same of log V. */
  private static PathObjective.Pull ofValue(PathScores scores) {
    var pull = PathObjective.Pull.zeros(scores);
    double loss = 0;
    int place = 0;
    for (int b = 0; b < pull.byLogV_B().length; b++) {
      loss += Math.sin(scores.logV_B()[b]);
      pull.byLogV_B()[b] = Math.cos(scores.logV_B()[b]);
      for (int k = 0; k < pull.byLogV_BKS()[b].length; k++) {
        for (int s = 0; s < pull.byLogV_BKS()[b][k].length; s++) {
          double c = 1 + .3 * place++;
          loss += c * Math.sin(scores.logV_BKS()[b][k][s]);
          pull.byLogV_BKS()[b][k][s] = c * Math.cos(scores.logV_BKS()[b][k][s]);
        }
      }
    }
    return pull.of(loss);
  }
}
