package io.adlib.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.learn.generator.ExportedGenerator;
import io.adlib.learn.generator.GeneratorBeam;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorExport;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.generator.PathLikelihood;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exported generator, in plain Java, agrees with libtorch on 1,000 users: logits to 1e-4, and
 * each of the ten best places the same item. A place is compared unless its log-probability is
 * within 2e-4 of a neighbour's, where rounding may exchange them; at least nine in ten are.
 */
class GeneratorParityTest {

  private static final int USERS = 1000;
  private static final int BEAM = 32;
  private static final int ITEMS = 600;
  private static final double TOLERANCE = 1e-4;
  private static final Seed SEED = new Seed(20261122);
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final GeneratorShape SHAPE = shape(2, 1);
  private static final SemanticIds IDS = ids();
  private static final Trie TRIE = Trie.of(IDS);

  /** All parts of GPR at once. */
  private static final GeneratorParts ALL =
      GeneratorParts.USUAL.thought(9).recursions(3).thinking(4).refining(5);

  /** One of so many codes at once, 1 to 3, and feed-forwards a block, 1 or 4. */
  private static GeneratorShape shape(int joint, int feedForwards) {
    return new GeneratorShape(3, 16, 50, joint, 32, 4, 2, 64, feedForwards, 16, 40);
  }

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Items whose last code tells apart those that share the others. */
  private static SemanticIds ids() {
    RandomGenerator random = SEED.of("ids").generator();
    short[] codes_NL = new short[ITEMS * 3];
    int[] used = new int[16 * 16];
    for (int i = 0; i < ITEMS; i++) {
      int path = random.nextInt(256);
      while (used[path] == 16) {
        path = (path + 1) % 256;
      }
      codes_NL[i * 3] = (short) (path / 16);
      codes_NL[i * 3 + 1] = (short) (path % 16);
      codes_NL[i * 3 + 2] = (short) used[path]++;
    }
    return new SemanticIds(
        IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList(), 3, 16, codes_NL);
  }

  /** A user with up to 50 random events, at a request. */
  private static Prompt user(int number) {
    RandomGenerator random = SEED.of("user").of(number).generator();
    var events = new ArrayList<Event>();
    Instant time = START;
    for (int i = random.nextInt(50); i > 0; i--) {
      time = time.plus(Duration.ofMinutes(random.nextInt(300)));
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      String subject = kind == Kind.SEARCH ? "red shoes" : "item" + random.nextInt(ITEMS);
      events.add(Event.organic("e" + i, time, "u", kind, subject, place(random)));
    }
    var user = new User("u", Map.of("age", Integer.toString(random.nextInt(80))));
    Prompt prompt =
        new PromptBuilder(IDS, SHAPE)
            .build(new UserState(user, events), place(random), time, random.nextInt(20) > 0);
    float[] thought_W = new float[random.nextInt(3) == 0 ? 0 : ALL.thought()];
    for (int i = 0; i < thought_W.length; i++) {
      thought_W[i] = (float) random.nextGaussian();
    }
    return prompt.withThought(thought_W);
  }

  private static Environment place(RandomGenerator random) {
    return new Environment("p" + random.nextInt(3), "mobile", random.nextBoolean() ? "DE" : "", "");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 200", "2, 1, 1000", "3, 1, 200", "2, 4, 1000"})
  void aModelOfRandomWeightsIsTheSameInBoth(int joint, int feedForwards, int users) {
    assertSameInBoth(shape(joint, feedForwards), users);
  }

  static Stream<Arguments> parts() {
    GeneratorParts none = GeneratorParts.NONE;
    return Stream.of(
        Arguments.of("none", 1, none, 100),
        Arguments.of("norms by kind", 1, none.kindNorms(true), 100),
        Arguments.of("hybrid attention", 1, none.hybridAttention(true), 100),
        Arguments.of("thought", 1, none.thought(ALL.thought()), 100),
        Arguments.of("recursions", 1, none.recursions(2), 100),
        Arguments.of("thinking", 1, none.thinking(4), 100),
        Arguments.of("refining", 1, none.refining(5), 100),
        Arguments.of("all", 4, ALL, 300));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void eachPartIsTheSameInBoth(String name, int feedForwards, GeneratorParts parts, int users) {
    assertSameInBoth(SHAPE.with(feedForwards, parts), users);
  }

  private void assertSameInBoth(GeneratorShape shape, int users) {
    try (var model = new io.adlib.learn.generator.Generator(shape, SEED.of("model"))) {
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                RandomGenerator random = SEED.of(name).generator();
                float[] values = Torch.step(() -> weight.floats());
                for (int i = 0; i < values.length; i++) {
                  boolean padding = name.equals("embed.rows") && i < SHAPE.width();
                  values[i] += padding ? 0 : (float) (random.nextGaussian() * 0.15);
                }
                model.parameters().set(name, values);
              });
      Path file = folder.resolve("random.safetensors");
      GeneratorExport.write(model, "", file);
      List<Prompt> prompts = IntStream.range(0, users).mapToObj(GeneratorParityTest::user).toList();
      try (var exported = ExportedGenerator.load(file)) {
        assertSame(exported, model, Generator.load(file, KernelChoice.best()), prompts);
        List<Prompt> some = prompts.subList(0, 100);
        assertSame(exported, model, Generator.load(file, new ScalarKernels()), some);
      }
    }
  }

  /** Log V of each item that a search guided by value finds, and of the item itself in libtorch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void valuesAreTheSameInBoth(int joint) {
    GeneratorShape shape = shape(joint, 1).evaluator(24);
    try (var model = new io.adlib.learn.generator.Generator(shape, SEED.of("valued"))) {
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                RandomGenerator random = SEED.of(name).generator();
                float[] values = Torch.step(() -> weight.floats());
                int padding =
                    name.equals("embed.rows") ? SHAPE.width() : name.equals("value.rows") ? 1 : 0;
                for (int i = padding; i < values.length; i++) {
                  values[i] += (float) (random.nextGaussian() * 0.15);
                }
                model.parameters().set(name, values);
              });
      Path file = folder.resolve("valued.safetensors");
      GeneratorExport.write(model, "", file);
      var bits = new BitSet();
      IntStream.range(0, TRIE.leaves()).filter(leaf -> leaf % 3 > 0).forEach(bits::set);
      LegalLeaves legal = LegalLeaves.of(bits);
      List<Situation> asked =
          IntStream.range(0, 60).mapToObj(u -> new Situation(user(u), legal)).toList();
      Generator served = Generator.load(file);
      var guide = new ValueGuide(1, 10, 20);
      List<List<Generated>> found =
          asked.stream().map(one -> served.generate(one.prompt(), TRIE, legal, guide, 20)).toList();
      int[][] items =
          found.stream()
              .map(list -> list.stream().mapToInt(Generated::item).toArray())
              .toArray(int[][]::new);
      try (var exported = ExportedGenerator.load(file)) {
        var scores = new PathLikelihood(exported.model(), IDS, TRIE).score(asked, items);
        double largest = 0;
        for (int b = 0; b < items.length; b++) {
          for (int k = 0; k < items[b].length; k++) {
            double[] logV_S = scores.logV_BKS()[b][k];
            Generated ours = found.get(b).get(k);
            assertThat((double) ours.logV())
                .isCloseTo(logV_S[logV_S.length - 1], within(TOLERANCE));
            assertThat((double) ours.logP()).isCloseTo(scores.logP(b, k), within(TOLERANCE));
            largest = Math.max(largest, Math.abs(ours.logV()));
          }
        }
        assertThat(largest).as("values are not all near zero").isGreaterThan(.5);
      }
    }
  }

  @Test
  void aTrainedModelIsTheSameInBoth() {
    RandomGenerator random = SEED.of("sequences").generator();
    var histories = new ArrayList<int[]>();
    for (int u = 0; u < USERS; u++) {
      int length = 5 + random.nextInt(20);
      int[] items = new int[length];
      items[0] = random.nextInt(100);
      for (int i = 1; i < length; i++) {
        items[i] = (items[i - 1] * 7 + random.nextInt(2)) % 100;
      }
      histories.add(items);
    }
    List<TrainingSequence> sequences =
        histories.stream()
            .flatMap(items -> TrainingSequence.ofItems(items, IDS, SHAPE).stream())
            .toList();
    GeneratorConfig preset = GeneratorConfig.forData(IDS, SHAPE.maxLength(), 1000);
    TrainingConfig usual = preset.training();
    var training =
        new TrainingConfig(
            32,
            12,
            3e-3,
            usual.finalShare(),
            5,
            usual.maxNorm(),
            usual.adamw(),
            6,
            usual.patience(),
            usual.checkpointEvery(),
            usual.budget());
    var config = new GeneratorConfig(SHAPE, 1, preset.regularisation(), training, 1, 10, 10_000);
    var trained =
        GeneratorTrainer.train(
            config,
            sequences.subList(50, 350),
            sequences.subList(0, 50),
            IDS,
            TRIE,
            folder,
            Progress.SILENT,
            SEED,
            InstantSource.system());
    assertThat(trained.recallAt10()).isGreaterThan(0.2);
    List<Prompt> prompts =
        histories.stream().map(items -> TrainingSequence.promptOf(items, IDS, SHAPE)).toList();
    assertThat(recallAt10(Generator.load(trained.weights()), histories.subList(0, 50)))
        .as("two items of a thousand may change places at the end of the ten")
        .isCloseTo(trained.recallAt10(), within(.002));
    try (var exported = ExportedGenerator.load(trained.weights())) {
      assertSame(exported, exported.model(), Generator.load(trained.weights()), prompts);
    }
  }

  /** How often an item is among the ten best of a beam of ten after those before it. */
  private static double recallAt10(Generator generator, List<int[]> histories) {
    return histories.stream()
        .flatMapToDouble(
            items ->
                IntStream.range(1, items.length)
                    .mapToDouble(
                        t -> {
                          Prompt prompt =
                              TrainingSequence.promptOf(Arrays.copyOf(items, t), IDS, SHAPE);
                          return generator
                                  .generate(prompt, TRIE, LegalLeaves.all(TRIE), 10, 10)
                                  .stream()
                                  .anyMatch(found -> found.item() == items[t])
                              ? 1
                              : 0;
                        }))
        .average()
        .orElseThrow();
  }

  private static void assertSame(
      ExportedGenerator exported,
      io.adlib.learn.generator.Generator trained,
      Generator served,
      List<Prompt> prompts) {
    RandomGenerator random = SEED.of("prefix").generator();
    LegalLeaves all = LegalLeaves.all(TRIE);
    var beam = new GeneratorBeam(trained, TRIE, BEAM);
    int apart = 0;
    double worst = 0;
    double largest = 0;
    for (int from = 0; from < prompts.size(); from += 50) {
      List<Prompt> part = prompts.subList(from, Math.min(prompts.size(), from + 50));
      List<GeneratorBeam.Found> expected = beam.search(part);
      for (int i = 0; i < part.size(); i++) {
        Prompt prompt = part.get(i);
        int codes = random.nextInt(served.shape().joint() - 1, 3);
        int[] prefix = random.ints(codes, 0, 16).toArray();
        float[] torch = exported.logits(prompt, prefix);
        float[] ours = served.logits(prompt, prompt.length() - 1, prefix);
        for (int c = 0; c < ours.length; c++) {
          worst = Math.max(worst, Math.abs(ours[c] - torch[c]));
          largest = Math.max(largest, Math.abs(torch[c]));
        }
        List<Generated> found = served.generate(prompt, TRIE, all, BEAM, 10);
        assertThat(found).hasSize(10);
        for (int k = 0; k < 10; k++) {
          float[] logP_K = expected.get(i).logP_K();
          assertThat((double) found.get(k).logP())
              .as("user %d, place %d", from + i, k)
              .isCloseTo(logP_K[k], within(TOLERANCE));
          if (isApart(logP_K, k)) {
            assertThat(found.get(k).item())
                .as("user %d, place %d", from + i, k)
                .isEqualTo(expected.get(i).item_K()[k]);
            apart++;
          }
        }
      }
    }
    assertThat(worst).as("largest difference of a logit").isLessThan(TOLERANCE);
    assertThat(largest).as("logits are not all near zero").isGreaterThan(0.5);
    assertThat(apart).as("places compared").isGreaterThan(9 * prompts.size());
  }

  /** Whether no neighbour's probability is equal to a place's within the tolerance. */
  private static boolean isApart(float[] logP_K, int k) {
    return (k == 0 || logP_K[k - 1] - logP_K[k] > 2 * TOLERANCE)
        && (k == logP_K.length - 1 || logP_K[k] - logP_K[k + 1] > 2 * TOLERANCE);
  }
}
