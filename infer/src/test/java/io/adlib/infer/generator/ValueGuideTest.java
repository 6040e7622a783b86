package io.adlib.infer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Search guided by value, against its definition, over random shapes, weights and masks. */
class ValueGuideTest {

  private Path file = Path.of("");

  @BeforeTry
  void makeFile() throws IOException {
    file = Files.createTempFile("generator", ".safetensors");
  }

  @AfterTry
  void removeFile() throws IOException {
    Files.delete(file);
  }

  private static GeneratorShape shape(RandomGenerator random) {
    int depth = 1 + random.nextInt(4);
    return new GeneratorShape(
            depth,
            2 + random.nextInt(6),
            1 + random.nextInt(20),
            1 + random.nextInt(depth),
            2 * (2 + random.nextInt(7)),
            2,
            1,
            1 + random.nextInt(20),
            1,
            8,
            12)
        .evaluator(1 + random.nextInt(20));
  }

  @Property(tries = 60)
  void keepsWhatTheDefinitionKeeps(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 80) int items,
      @ForAll @DoubleRange(min = 0.1, max = 1) double share,
      @ForAll @DoubleRange(min = 0.1, max = 3) double weight) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    var drawn = TestingCase.in(file, shape, seed, 8, items, share, random);
    Set<Integer> legalItems = drawn.legalItems();
    int floor = 1 + random.nextInt(6);
    var guide = new ValueGuide(weight, floor, floor + random.nextInt(8));
    var oracle = new NaiveValues(shape, drawn.weights());
    double[] h = drawn.last();
    SemanticIds ids = drawn.ids();
    Map<List<Integer>, Double> values = oracle.values(h, ids, legalItems);
    for (var kernels : List.of(new ScalarKernels(), KernelChoice.best())) {
      List<Generated> found =
          Generator.load(file, kernels)
              .generate(drawn.prompt(), drawn.trie(), drawn.legal(), guide, guide.cap());
      if (legalItems.isEmpty()) {
        assertThat(found).isEmpty();
        continue;
      }
      assertThat(found)
          .extracting(Generated::item)
          .isEqualTo(oracle.guided(h, ids, legalItems, guide));
      for (Generated one : found) {
        List<Integer> path =
            IntStream.range(0, ids.depth()).mapToObj(l -> ids.code(one.item(), l)).toList();
        double expected = values.get(path);
        assertThat((double) one.logV())
            .isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
      }
    }
  }

  @Property(tries = 60)
  void anExplanationValuesEveryPrefixWithoutChangingThePlainSearch(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int items,
      @ForAll @DoubleRange(min = 0.2, max = 1) double share) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    var drawn = TestingCase.in(file, shape, seed, 8, items, share, random);
    Set<Integer> legalItems = drawn.legalItems();
    int width = 1 + random.nextInt(drawn.trie().leaves());
    var generator = Generator.load(file, new ScalarKernels());
    Explanation explained =
        generator.explain(drawn.prompt(), drawn.trie(), drawn.legal(), width, width);
    List<Generated> plain =
        generator.generate(drawn.prompt(), drawn.trie(), drawn.legal(), width, width);
    assertThat(explained.result())
        .extracting(Generated::item, Generated::logP)
        .isEqualTo(plain.stream().map(g -> tuple(g.item(), g.logP())).toList());
    var oracle = new NaiveValues(shape, drawn.weights());
    double[] h = drawn.last();
    SemanticIds ids = drawn.ids();
    Map<List<Integer>, Double> values = oracle.values(h, ids, legalItems);
    Map<List<Integer>, Double> shares = oracle.shares(h, ids, legalItems);
    for (int level = 0; level < shape.depth(); level++) {
      for (Explanation.Beam beam : explained.levels().get(level).beams()) {
        double expected =
            level < shape.joint()
                ? average(beam.prefix(), shares, values)
                : values.get(beam.prefix());
        assertThat((double) beam.logV())
            .as("%s", beam.prefix())
            .isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
      }
    }
  }

  /** log of the expectation of V over the prefixes of level A that go on from a shorter one. */
  private static double average(
      List<Integer> prefix, Map<List<Integer>, Double> shares, Map<List<Integer>, Double> values) {
    double all = 0;
    double worth = 0;
    for (List<Integer> path : shares.keySet()) {
      if (path.subList(0, prefix.size()).equals(prefix)) {
        all += shares.get(path);
        worth += shares.get(path) * Math.exp(values.get(path));
      }
    }
    return Math.log(worth / all);
  }

  @Property(tries = 40)
  void withoutWeightItIsThePlainSearchToTheLastBit(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    Map<String, float[]> weights = TestingGenerators.weights(shape, seed);
    TestingGenerators.write(file, shape, weights);
    var valued = Generator.load(file, new ScalarKernels());
    TestingGenerators.write(file, shape.evaluator(0), weights);
    var plain = Generator.load(file, new ScalarKernels());
    Prompt prompt = TestingGenerators.prompt(shape, 8, random);
    Trie trie = Trie.of(TestingGenerators.ids(shape, 60, random));
    LegalLeaves legal = TestingGenerators.some(trie, .6, random, new BitSet());
    assertThat(valued.generate(prompt, trie, legal, new ValueGuide(0, 7, 7), 7))
        .isEqualTo(plain.generate(prompt, trie, legal, 7, 7));
  }

  @Example
  void keepsMoreThanTheFloorOnlyWhereThereIsValue() {
    GeneratorShape shape = new GeneratorShape(1, 8, 4, 1, 4, 2, 1, 4, 1, 4, 8).evaluator(4);
    Map<String, float[]> weights = TestingGenerators.weights(shape, 1);
    weights.replaceAll((name, w) -> name.startsWith("value.") ? new float[w.length] : w);
    float[] rows = weights.get("value.rows");
    for (int code = 0; code < 8; code++) {
      rows[shape.codeRow(0, code)] = code < 3 ? 5 : -5;
    }
    TestingGenerators.write(file, shape, weights);
    SemanticIds ids =
        new SemanticIds(
            List.of("a", "b", "c", "d", "e", "f", "g", "h"),
            1,
            8,
            new short[] {0, 1, 2, 3, 4, 5, 6, 7});
    Trie trie = Trie.of(ids);
    Prompt prompt = TestingGenerators.prompt(shape, 4, new Seed(1).generator());
    List<Generated> found =
        Generator.load(file)
            .generate(prompt, trie, LegalLeaves.all(trie), new ValueGuide(10, 1, 6), 6);
    assertThat(found).extracting(Generated::item).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Example
  void refusesGuidanceThatCannotBe() {
    GeneratorShape shape = new GeneratorShape(1, 8, 4, 1, 4, 2, 1, 4, 1, 4, 8);
    TestingGenerators.write(file, shape, TestingGenerators.weights(shape, 1));
    Trie trie = Trie.of(TestingGenerators.ids(shape, 4, new Seed(1).generator()));
    Prompt prompt = TestingGenerators.prompt(shape, 4, new Seed(1).generator());
    Generator generator = Generator.load(file);
    assertThatThrownBy(
            () ->
                generator.generate(prompt, trie, LegalLeaves.all(trie), new ValueGuide(1, 4, 4), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without an evaluator");
    assertThatThrownBy(() -> new ValueGuide(-1, 4, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValueGuide(1, 4, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValueGuide(Double.NaN, 4, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
