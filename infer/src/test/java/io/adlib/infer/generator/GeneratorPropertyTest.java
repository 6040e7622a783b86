package io.adlib.infer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.kernel.compute.RowTable;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** The generator against its definition, over random shapes, weights, prompts, tries and masks. */
class GeneratorPropertyTest {

  private Path file = Path.of("");

  @BeforeProperty
  void makeFile() throws IOException {
    file = Files.createTempFile("generator", ".safetensors");
  }

  @AfterProperty
  void removeFile() throws IOException {
    Files.delete(file);
  }

  private static GeneratorShape shape(RandomGenerator random) {
    int heads = 1 + random.nextInt(3);
    int depth = 1 + random.nextInt(4);
    return new GeneratorShape(
        depth,
        2 + random.nextInt(9),
        1 + random.nextInt(5),
        1 + random.nextInt(depth),
        heads * (2 + random.nextInt(8)) * 2, // the norm of two numbers says which is larger: a step
        heads,
        1 + random.nextInt(3),
        1 + random.nextInt(40),
        random.nextBoolean() ? 1 : 4,
        1 + random.nextInt(12),
        40,
        0,
        random.nextInt(3) == 0 ? GeneratorParts.USUAL : TestingGenerators.parts(random));
  }

  @Property(tries = 100)
  void logitsAreTheDefinitions(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int length) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    Map<String, float[]> weights = TestingGenerators.weights(shape, seed);
    TestingGenerators.write(file, shape, weights);
    Prompt prompt = TestingGenerators.prompt(shape, length, random);
    var oracle = new NaiveGenerator(shape, weights);
    double[][] h = oracle.encode(prompt);
    for (var kernels : List.of(new ScalarKernels(), KernelChoice.best())) {
      Generator generator = Generator.load(file, kernels);
      for (int position : new int[] {0, random.nextInt(length), length - 1}) {
        int codes = random.nextInt(shape.joint() - 1, shape.depth());
        int[] prefix = random.ints(codes, 0, shape.codes()).toArray();
        double[] expected = oracle.logits(h[position], prefix);
        float[] actual = generator.logits(prompt, position, prefix);
        for (int c = 0; c < expected.length; c++) {
          assertThat((double) actual[c])
              .isCloseTo(expected[c], within(1e-4 * (1 + Math.abs(expected[c]))));
        }
      }
    }
  }

  @Property(tries = 60)
  void aRoundedGeneratorIsTheDefinitionWithRoundedRows(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int length,
      @ForAll RowPrecision precision) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = wide(shape(random));
    Map<String, float[]> weights = new HashMap<>(TestingGenerators.weights(shape, seed));
    TestingGenerators.write(file, shape, weights);
    Prompt prompt = TestingGenerators.prompt(shape, length, random);
    int width = shape.width();
    for (var kernels : List.of(new ScalarKernels(), KernelChoice.best())) {
      float[] rows = weights.get("embed.rows").clone();
      RowTable table = RowTable.of(precision, kernels, rows.clone(), width);
      Arrays.fill(rows, 0);
      for (int row = 0; row < rows.length / width; row++) {
        table.add(row, rows, row * width);
      }
      var rounded = new HashMap<>(weights);
      rounded.put("embed.rows", rows);
      var oracle = new NaiveGenerator(shape, rounded);
      Generator generator = Generator.load(file, kernels, precision);
      int codes = random.nextInt(shape.joint() - 1, shape.depth());
      int[] prefix = random.ints(codes, 0, shape.codes()).toArray();
      double[] expected = oracle.logits(oracle.encode(prompt)[length - 1], prefix);
      float[] actual = generator.logits(prompt, length - 1, prefix);
      for (int c = 0; c < expected.length; c++) {
        assertThat((double) actual[c])
            .isCloseTo(expected[c], within(1e-4 * (1 + Math.abs(expected[c]))));
      }
    }
  }

  /** The same, of twice the width: a multiple of 4. */
  private static GeneratorShape wide(GeneratorShape shape) {
    return new GeneratorShape(
        shape.depth(),
        shape.codes(),
        shape.attributeRows(),
        shape.joint(),
        2 * shape.width(),
        shape.heads(),
        shape.blocks(),
        shape.hidden(),
        shape.feedForwards(),
        shape.positions(),
        shape.maxLength(),
        0,
        shape.parts());
  }

  @Property(tries = 40)
  void roundedProbabilitiesStillSumToOne(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int items,
      @ForAll RowPrecision precision) {
    RandomGenerator random = new Seed(seed).generator();
    var drawn = TestingCase.in(file, wide(shape(random)), seed, 10, items, .8, random);
    List<Generated> found =
        Generator.load(file, KernelChoice.best(), precision)
            .generate(drawn.prompt(), drawn.trie(), drawn.legal(), items, items);
    assertThat(found).extracting(Generated::item).containsAll(drawn.legalItems());
    double total = found.stream().mapToDouble(one -> Math.exp(one.logP())).sum();
    assertThat(total).isCloseTo(found.isEmpty() ? 0 : 1, within(1e-3));
  }

  @Property(tries = 40)
  void aBeamAsWideAsTheTrieFindsExactlyTheBest(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int items,
      @ForAll @DoubleRange(min = 0.05, max = 1) double share) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    var drawn = TestingCase.in(file, shape, seed, 10, items, share, random);
    Set<Integer> legalItems = drawn.legalItems();
    Map<Integer, Double> scores =
        new NaiveGenerator(shape, drawn.weights()).score(drawn.last(), drawn.ids(), legalItems);
    for (var kernels : List.of(new ScalarKernels(), KernelChoice.best())) {
      List<Generated> found =
          Generator.load(file, kernels)
              .generate(drawn.prompt(), drawn.trie(), drawn.legal(), items, items);
      assertThat(found).extracting(Generated::item).doesNotHaveDuplicates();
      assertThat(found).extracting(Generated::item).containsAll(legalItems).hasSize(scores.size());
      double total = 0;
      for (int i = 0; i < found.size(); i++) {
        double expected = scores.get(found.get(i).item());
        assertThat((double) found.get(i).logP())
            .isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
        assertThat(i == 0 || found.get(i).logP() <= found.get(i - 1).logP()).isTrue();
        total += Math.exp(found.get(i).logP());
      }
      assertThat(total).isCloseTo(legalItems.isEmpty() ? 0 : 1, within(1e-3));
    }
  }

  @Property(tries = 150)
  void nothingIllegalIsEverGenerated(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int items,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @DoubleRange(min = 0, max = 0.5) double share) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random);
    TestingGenerators.write(file, shape, TestingGenerators.weights(shape, seed));
    SemanticIds ids = TestingGenerators.ids(shape, items, random);
    Trie trie = Trie.of(ids, IntStream.range(0, ids.size()).filter(i -> i % 3 != 0));
    var bits = new BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, share, random, bits);
    List<Generated> found =
        Generator.load(file)
            .generate(TestingGenerators.prompt(shape, 5, random), trie, legal, width, width);
    assertThat(found).allMatch(one -> bits.get(trie.leaf(one.item())));
    assertThat(found).hasSizeLessThanOrEqualTo(width);
    assertThat(found.isEmpty()).isEqualTo(bits.isEmpty());
  }
}
