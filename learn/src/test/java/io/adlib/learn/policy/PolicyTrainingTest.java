package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.PathLikelihood;
import io.adlib.learn.generator.PathScores;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.policy.PolicyConfig.Method;
import io.adlib.learn.policy.PolicyResult.End;
import io.adlib.learn.policy.Simulator.Outcome;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bandits with a known best arm: 12 items, each worth what the test says. */
class PolicyTrainingTest {

  private static final int ITEMS = 12;
  private static final SemanticIds IDS = ids();
  private static final Trie TRIE = Trie.of(IDS);
  private static final int BEST = 7;
  private static final Method HEPO = new Method.Hepo(new HepoConfig(.2, .002, .5));
  private static final Method DPO = new Method.Dpo(.3);

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** 3 codes, then 2 below each, then 2 below each of those. */
  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 3);
      codes[i * 3 + 1] = (short) (i / 3 % 2);
      codes[i * 3 + 2] = (short) (i / 6);
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList();
    return new SemanticIds(names, 3, 4, codes);
  }

  private static GeneratorShape shape(int joint) {
    return new GeneratorShape(3, 4, 256, joint, 16, 2, 1, 24, 1, 8, 8).evaluator(16);
  }

  private static Generator model(int joint) {
    return new Generator(shape(joint), new Seed(1));
  }

  private static Prompt prompt(int item) {
    return TrainingSequence.promptOf(new int[] {item}, IDS, shape(2));
  }

  private static List<Episode> episodes() {
    return IntStream.range(0, ITEMS)
        .mapToObj(i -> new Situation(prompt(i), LegalLeaves.all(TRIE)))
        .map(situation -> new Episode(situation, new int[0]))
        .toList();
  }

  /** One item is worth 4, the others a little, each something else. */
  private static Outcome[] bandit(int episode, int[] items) {
    return Arrays.stream(items)
        .mapToObj(item -> new Outcome(item == BEST ? 4 : .1 * (item % 5), 1))
        .toArray(Outcome[]::new);
  }

  private static PolicyConfig config(Method method, int phases) {
    var reward = new RewardConfig(List.of(1.0), .1, .99, .95);
    return new PolicyConfig(
        method, reward, phases, 24, 12, 8, 2, .01, 1, new AdamW.Settings(.9, .98, 1e-8, 0));
  }

  private static final HitRateGuard NO_GUARD = new HitRateGuard(List.of(), TRIE, 1);

  private PolicyResult train(
      Generator model, Simulator simulator, HitRateGuard guard, PolicyConfig config, String name) {
    return train(model, simulator, guard, config, PolicyTraining.Beside.NOTHING, name);
  }

  private PolicyResult train(
      Generator model,
      Simulator simulator,
      HitRateGuard guard,
      PolicyConfig config,
      PolicyTraining.Beside beside,
      String name) {
    try (var reference = model(model.shape().joint())) {
      return new PolicyTraining(
              model,
              reference,
              IDS,
              TRIE,
              episodes(),
              simulator,
              guard,
              config,
              beside,
              folder.resolve(name),
              new Seed(2))
          .run(Progress.SILENT);
    }
  }

  private static double pBest(Generator model) {
    PathScores scores =
        new PathLikelihood(model, IDS, TRIE)
            .score(List.of(episodes().getFirst().situation()), new int[][] {{BEST}});
    return Math.exp(scores.logP(0, 0));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> methods() {
    return Stream.of(1, 2, 3)
        .flatMap(
            joint ->
                Stream.of(HEPO, DPO)
                    .map(m -> org.junit.jupiter.params.provider.Arguments.of(joint, m)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void findsTheBestArm(int joint, Method method) {
    try (var model = model(joint)) {
      assertThat(pBest(model)).isLessThan(.2);
      PolicyResult result =
          train(model, PolicyTrainingTest::bandit, NO_GUARD, config(method, 15), "bandit");
      assertThat(result.end()).isEqualTo(End.PHASES);
      assertThat(pBest(model)).isGreaterThan(.9);
      assertThat(result.phases().getLast().reward())
          .isGreaterThan(2 * result.phases().getFirst().reward());
    }
  }

  @Test
  void whatIsIllegalIsNeverTried() {
    var bits = new BitSet();
    bits.set(0, TRIE.leaves());
    bits.clear(TRIE.leaf(BEST));
    var tried = new ArrayList<Integer>();
    Simulator watching =
        (episode, items) -> {
          Arrays.stream(items).forEach(tried::add);
          return bandit(episode, items);
        };
    try (var model = model(2);
        var reference = model(2)) {
      var situation = new Situation(prompt(3), LegalLeaves.of(bits));
      new PolicyTraining(
              model,
              reference,
              IDS,
              TRIE,
              List.of(new Episode(situation, new int[] {BEST})),
              watching,
              NO_GUARD,
              config(HEPO, 3),
              PolicyTraining.Beside.NOTHING,
              folder,
              new Seed(2))
          .run(Progress.SILENT);
      assertThat(tried).isNotEmpty().doesNotContain(BEST);
    }
  }

  /** Users want what follows in a cycle of two arms' groups; the reward wants something else. */
  static Stream<Simulator> wrongRewards() {
    Simulator longPaths =
        (_, items) ->
            Arrays.stream(items)
                .mapToObj(i -> new Outcome(1 + IDS.code(i, 0) + IDS.code(i, 1) + IDS.code(i, 2), 1))
                .toArray(Outcome[]::new);
    Simulator oneAdvertiser =
        (_, items) ->
            Arrays.stream(items)
                .mapToObj(i -> new Outcome(i == 0 ? 10 : 0, 1))
                .toArray(Outcome[]::new);
    return Stream.of(longPaths, oneAdvertiser);
  }

  @ParameterizedTest
  @MethodSource("wrongRewards")
  void theGuardStopsAWrongRewardAndKeepsTheLastGoodWeights(Simulator wrong) {
    // 60 items and a list of 50: the policy must give up what people want to leave it
    var wide = new WideMarket(folder.resolve("wide"));
    try (var model = wide.trained();
        var reference = wide.trained()) {
      HitRateGuard guard = wide.guard();
      double before = guard.hitRate(model);
      assertThat(before).isGreaterThan(.95);
      Supplier<PolicyResult> training =
          () ->
              new PolicyTraining(
                      model,
                      reference,
                      wide.ids,
                      wide.trie,
                      wide.episodes(),
                      wide.wrong(wrong),
                      guard,
                      config(HEPO, 60).rate(.02),
                      PolicyTraining.Beside.NOTHING,
                      folder.resolve("wrong"),
                      new Seed(3))
                  .run(Progress.SILENT);
      PolicyResult result = training.get();
      assertThat(result.end()).isEqualTo(End.GUARD);
      assertThat(result.before()).isEqualTo(before);
      assertThat(result.phases().getLast().hitRate()).isLessThan(.98 * before);
      assertThat(guard.hitRate(model)).isGreaterThanOrEqualTo(.98 * before);
      assertThat(training.get()).as("a stopped training stays stopped").isEqualTo(result);
    }
  }

  @Test
  void aTrainingThatWasStoppedGoesOnToTheSameNumbers() {
    try (var whole = model(2);
        var first = model(2);
        var second = model(2)) {
      PolicyResult expected =
          train(whole, PolicyTrainingTest::bandit, NO_GUARD, config(HEPO, 4), "whole");
      train(first, PolicyTrainingTest::bandit, NO_GUARD, config(HEPO, 2), "parts");
      Thread.currentThread().interrupt();
      PolicyResult stopped =
          train(second, PolicyTrainingTest::bandit, NO_GUARD, config(HEPO, 4), "parts");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(stopped.end()).isEqualTo(End.INTERRUPTED);
      PolicyResult resumed =
          train(second, PolicyTrainingTest::bandit, NO_GUARD, config(HEPO, 4), "parts");
      assertThat(resumed).isEqualTo(expected);
      assertThat(Torch.step(() -> second.parameters().get("embed.rows").floats()))
          .isEqualTo(Torch.step(() -> whole.parameters().get("embed.rows").floats()));
      assertThatThrownBy(
              () -> train(second, PolicyTrainingTest::bandit, NO_GUARD, config(DPO, 4), "parts"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("other settings");
    }
  }

  @Test
  void aTrainingDoesNotGoOnBesideSomethingElse() {
    try (var model = model(2)) {
      var clicks = new PolicyTraining.Beside("clicks by 1.0", _ -> {});
      train(model, PolicyTrainingTest::bandit, NO_GUARD, config(HEPO, 1), clicks, "beside");
      var weighed = new PolicyTraining.Beside("clicks by 0.5", _ -> {});
      assertThatThrownBy(
              () ->
                  train(
                      model,
                      PolicyTrainingTest::bandit,
                      NO_GUARD,
                      config(HEPO, 2),
                      weighed,
                      "beside"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("clicks by 1.0 instead of");
    }
  }

  @Test
  void theEvaluatorLearnsWhatItemsAndRequestsAreWorthAndMovesNothingElse() {
    try (var model = model(2);
        var untouched = model(2)) {
      List<Episode> all = episodes();
      var trainee =
          new EvaluatorTraining(
              model,
              IDS,
              TRIE,
              all,
              all,
              (episode, items) -> bandit(episode % ITEMS, items),
              new RewardConfig(List.of(1.0), 0, 1, 1),
              8,
              8);
      var config =
          new TrainingConfig(
              12,
              150,
              .03,
              .05,
              5,
              1,
              new AdamW.Settings(.9, .98, 1e-8, 0),
              150,
              9,
              1000,
              TrainingConfig.NO_LIMIT);
      Training.run(
          trainee,
          config,
          folder.resolve("evaluator"),
          Progress.SILENT,
          new Seed(4),
          InstantSource.system());
      int[] items = IntStream.range(0, ITEMS).toArray();
      Situation asked = all.getFirst().situation();
      PathScores scores =
          new PathLikelihood(model, IDS, TRIE).score(List.of(asked), new int[][] {items});
      Outcome[] truth = bandit(0, items);
      double mean = 0;
      for (int k = 0; k < ITEMS; k++) {
        double value = Math.exp(scores.logV_BKS()[0][k][1]);
        assertThat(value).isCloseTo(truth[k].eCPM(), within(.25));
        mean += Math.exp(scores.logP(0, k)) * truth[k].eCPM();
      }
      assertThat(Math.exp(scores.logV_B()[0])).isCloseTo(mean, within(.25));
      for (String name : List.of("embed.rows", "block.0.uqkv.weight", "decode.2.up.weight")) {
        assertThat(Torch.step(() -> model.parameters().get(name).floats()))
            .isEqualTo(Torch.step(() -> untouched.parameters().get(name).floats()));
      }
    }
  }
}
