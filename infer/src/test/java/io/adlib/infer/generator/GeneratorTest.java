package io.adlib.infer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.infer.generator.Explanation.Beam;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {

  /** A sum of floats in lanes may be added up in another order once the compiler has been at it. */
  private static final Offset<Double> ROUNDING = within(1e-5);

  private static final GeneratorShape SHAPE =
      new GeneratorShape(3, 8, 10, 2, 16, 2, 2, 24, 1, 6, 20);

  @TempDir Path folder;

  private Generator generator() {
    return Generator.load(write());
  }

  private Path write() {
    return TestingGenerators.write(
        folder.resolve("g.safetensors"), SHAPE, TestingGenerators.weights(SHAPE, 1));
  }

  private static SemanticIds ids() {
    return TestingGenerators.ids(SHAPE, 100, new Seed(2).generator());
  }

  private static Prompt prompt(long seed) {
    return TestingGenerators.prompt(SHAPE, 12, new Seed(seed).generator());
  }

  @Test
  void whatComesAfterARequestDoesNotChangeIt() {
    Prompt prompt = prompt(3);
    prompt.kind_T()[5] = 2;
    Prompt before =
        new Prompt(
            Arrays.copyOf(prompt.kind_T(), 6),
            Arrays.copyOf(prompt.action_T(), 6),
            Arrays.copyOf(prompt.gap_T(), 6),
            Arrays.copyOf(prompt.rows_TF(), 6 * 5));
    float[] then = generator().logits(before, 5, 3);
    float[] now = generator().logits(prompt, 5, 3);
    for (int c = 0; c < then.length; c++) {
      assertThat((double) now[c]).isCloseTo(then[c], within(1e-5));
    }
  }

  @Test
  void explainsTheSameSearch() {
    SemanticIds ids = ids();
    Trie trie = Trie.of(ids, IntStream.range(10, 90));
    var bits = new java.util.BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, 0.5, new Seed(4).generator(), bits);
    Explanation explanation = generator().explain(prompt(5), trie, legal, 6, 4);
    assertSame(explanation.result(), generator().generate(prompt(5), trie, legal, 6, 4));
    assertThat(explanation.result()).hasSize(4);
    assertThat(explanation.levels()).hasSize(3);
    Beam root = explanation.levels().getFirst().beams().getFirst();
    assertThat(root.prefix()).isEmpty();
    assertThat(root.logP()).isZero();
    assertThat(root.legal() + root.illegal()).isEqualTo(trie.nodes(1));
    assertThat(root.legal())
        .isEqualTo(
            (int) bits.stream().map(leaf -> ids.code(trie.item(leaf), 0)).distinct().count());
    Generated best = explanation.result().getFirst();
    assertThat(explanation.levels().getLast().beams())
        .extracting(Beam::prefix)
        .contains(List.of(ids.code(best.item(), 0), ids.code(best.item(), 1)));
    assertThat(explanation.levels().getLast().beams()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void explainedPrefixesOfEveryLevelShareTheWholeProbability() {
    Trie trie = Trie.of(ids());
    var bits = new java.util.BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, 0.5, new Seed(4).generator(), bits);
    Explanation all = generator().explain(prompt(5), trie, legal, trie.leaves(), 1);
    for (Explanation.Level level : all.levels()) {
      assertThat(level.beams().stream().mapToDouble(beam -> Math.exp(beam.logP())).sum())
          .isCloseTo(1, within(1e-4));
    }
    assertThat(all.levels().get(1).beams())
        .extracting(beam -> beam.prefix().getFirst())
        .containsExactlyInAnyOrderElementsOf(
            bits.stream().map(leaf -> ids().code(trie.item(leaf), 0)).distinct().boxed().toList());
  }

  @Test
  void oneItemsProbabilityIsWhatASearchSaysOfIt() {
    Trie trie = Trie.of(ids());
    var bits = new java.util.BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, 0.5, new Seed(4).generator(), bits);
    List<Generated> all =
        generator().generate(prompt(5), trie, legal, trie.leaves(), bits.cardinality());
    assertThat(all).hasSize(bits.cardinality());
    for (Generated found : all) {
      assertThat(generator().logP(prompt(5), trie, legal, trie.leaf(found.item())))
          .isCloseTo(found.logP(), ROUNDING);
    }
    assertThat(generator().logP(prompt(5), trie, legal, bits.nextClearBit(0)))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void aSearchTellsOfOtherLeavesWhatASearchForThemWouldAndFindsTheSame() {
    Trie trie = Trie.of(ids());
    var bits = new java.util.BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, 0.5, new Seed(4).generator(), bits);
    int[] leaves =
        java.util.stream.IntStream.range(0, trie.leaves()).filter(l -> l % 3 != 1).toArray();
    var guide = ValueGuide.none(6);
    Generator.Scored both = generator().generate(prompt(5), trie, legal, guide, 6, leaves);
    assertThat(both.found())
        .extracting(Generated::item)
        .isEqualTo(
            generator().generate(prompt(5), trie, legal, guide, 6).stream()
                .map(Generated::item)
                .toList());
    for (int i = 0; i < leaves.length; i++) {
      assertThat((double) both.logP_K()[i])
          .isCloseTo(generator().logP(prompt(5), trie, legal, leaves[i]), ROUNDING);
    }
    assertThat(generator().generate(prompt(5), trie, legal, guide, 6, new int[0]).logP_K())
        .isEmpty();
  }

  @Test
  void attentionIsSharedOutAmongWhatALastPositionSees() {
    Prompt prompt = prompt(5);
    float[] share_T = generator().rollout(prompt);
    assertThat(share_T).hasSize(prompt.length());
    double sum = 0;
    for (float share : share_T) {
      assertThat(share).isPositive();
      sum += share;
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    assertThat(share_T[prompt.length() - 1]).isGreaterThanOrEqualTo(.25f);
  }

  @Test
  void proposesNothingWhereNothingIsLegal() {
    Trie trie = Trie.of(ids());
    LegalLeaves none = LegalLeaves.of(new java.util.BitSet());
    assertThat(generator().generate(prompt(6), trie, none, 8, 4)).isEmpty();
    assertThat(generator().generate(prompt(6), Trie.of(ids(), IntStream.empty()), none, 8, 4))
        .isEmpty();
  }

  @Test
  void answersManyThreadsAsItAnswersOne() throws Exception {
    Generator generator = generator();
    Trie trie = Trie.of(ids());
    LegalLeaves all = LegalLeaves.all(trie);
    var work = new java.util.ArrayList<Callable<List<Generated>>>();
    for (int i = 0; i < 60; i++) {
      Prompt prompt = prompt(i % 5);
      int width = 2 + i % 7;
      work.add(() -> generator.generate(prompt, trie, all, width, 2));
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Generated>>> answers = executor.invokeAll(work);
      for (int i = 0; i < work.size(); i++) {
        assertSame(answers.get(i).get(), work.get(i).call());
      }
    }
  }

  @Test
  void warmingUpEndsAndChangesNothing() {
    Generator generator = generator();
    Trie trie = Trie.of(ids());
    List<Generated> before = generator.generate(prompt(7), trie, LegalLeaves.all(trie), 8, 8);
    generator.warmUp(trie, Duration.ofMillis(300));
    assertSame(generator.generate(prompt(7), trie, LegalLeaves.all(trie), 8, 8), before);
  }

  /** The same but for the last bit: compiled code may sum a vector's lanes in another order. */
  private static void assertSame(List<Generated> found, List<Generated> expected) {
    assertThat(found).extracting(Generated::item).isEqualTo(items(expected));
    for (int k = 0; k < found.size(); k++) {
      assertThat(found.get(k).logP()).isCloseTo(expected.get(k).logP(), within(1e-5f));
    }
  }

  private static List<Integer> items(List<Generated> found) {
    return found.stream().map(Generated::item).toList();
  }

  @Test
  void readsAReleaseFromBeforeThereWerePartsToChoose() {
    Map<String, float[]> weights = TestingGenerators.weights(SHAPE, 1);
    var old = new java.util.HashMap<>(GeneratorFile.metadata(SHAPE));
    old.put("version", "2");
    List.of("kindNorms", "hybridAttention", "thought", "recursions", "thinking", "refining")
        .forEach(old::remove);
    Path file = folder.resolve("old.safetensors");
    List<Tensor> tensors =
        GeneratorFile.tensors(SHAPE).entrySet().stream()
            .map(e -> Tensor.of(e.getKey(), weights.get(e.getKey()), e.getValue()))
            .toList();
    SafetensorsWriter.write(file, old, tensors);
    assertThat(Generator.load(file).shape()).isEqualTo(SHAPE);
    assertThat(Generator.load(file).logits(prompt(3), 5, 3))
        .isEqualTo(generator().logits(prompt(3), 5, 3));
  }

  @Test
  void aPositionThatTheRouterKeepsBackIsAsIfThereWereNoRecursion() {
    GeneratorShape recursive = SHAPE.with(1, GeneratorParts.USUAL.recursions(3));
    Map<String, float[]> weights = TestingGenerators.weights(recursive, 1);
    Path file = folder.resolve("r.safetensors");
    float[] plain = generator().logits(prompt(3), 5, 3);
    Arrays.fill(weights.get("route.1.weight"), 0);
    weights.get("route.1.bias")[0] = -1;
    TestingGenerators.write(file, recursive, weights);
    assertThat(Generator.load(file).logits(prompt(3), 5, 3)).isEqualTo(plain);
    weights.get("route.1.bias")[0] = .5f;
    TestingGenerators.write(file, recursive, weights);
    assertThat(Generator.load(file).logits(prompt(3), 5, 3)).isNotEqualTo(plain);
  }

  @Test
  void thinkingLooksAtNothingAfterThePosition() {
    GeneratorShape thoughtful = SHAPE.with(1, GeneratorParts.NONE.thinking(4).refining(5));
    Path file =
        TestingGenerators.write(
            folder.resolve("t.safetensors"), thoughtful, TestingGenerators.weights(thoughtful, 1));
    Generator generator = Generator.load(file);
    Prompt whole = prompt(3);
    Prompt before =
        new Prompt(
            Arrays.copyOf(whole.kind_T(), 6),
            Arrays.copyOf(whole.action_T(), 6),
            Arrays.copyOf(whole.gap_T(), 6),
            Arrays.copyOf(whole.rows_TF(), 6 * 5));
    float[] then = generator.logits(before, 5, 3);
    float[] now = generator.logits(whole, 5, 3);
    for (int c = 0; c < then.length; c++) {
      assertThat((double) now[c]).isCloseTo(then[c], within(1e-5));
    }
  }

  @Test
  void refusesAThoughtOfAnotherWidth() {
    GeneratorShape thoughtful = SHAPE.with(1, GeneratorParts.USUAL.thought(7));
    Path file =
        TestingGenerators.write(
            folder.resolve("w.safetensors"), thoughtful, TestingGenerators.weights(thoughtful, 1));
    Prompt wide = prompt(3).withThought(new float[8]);
    assertThatThrownBy(() -> Generator.load(file).logits(wide, 5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a thought of 8 numbers, not 7");
  }

  @Test
  void refusesWhatIsNoGenerator() {
    Map<String, float[]> weights = TestingGenerators.weights(SHAPE, 1);
    Path file = folder.resolve("broken.safetensors");
    assertThatThrownBy(() -> Generator.load(folder.resolve("none")))
        .isInstanceOf(InputException.class);

    SafetensorsWriter.write(file, Map.of("version", "3"), List.of());
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("width");

    var old = new java.util.HashMap<>(GeneratorFile.metadata(SHAPE));
    old.remove("version");
    SafetensorsWriter.write(file, old, List.of());
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("version 1, not 2 or 3");

    SafetensorsWriter.write(file, GeneratorFile.metadata(SHAPE), List.of());
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("no tensor");

    var much = new java.util.HashMap<>(GeneratorFile.metadata(SHAPE));
    much.put("recursions", "0");
    SafetensorsWriter.write(file, much, List.of());
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("'recursions' is '0', not a number from 1 to 64");

    var odd = new java.util.HashMap<>(GeneratorFile.metadata(SHAPE));
    odd.put("heads", "3");
    SafetensorsWriter.write(file, odd, List.of());
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("multiple");
    odd.put("heads", "0");
    SafetensorsWriter.write(file, odd, List.of());
    assertThatThrownBy(() -> Generator.load(file)).isInstanceOf(CorruptException.class);

    weights.get("final_norm.gain")[3] = Float.NaN;
    TestingGenerators.write(file, SHAPE, weights);
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("'final_norm.gain' holds NaN");
  }

  @Test
  void refusesATensorOfAnotherShape() {
    Path file = folder.resolve("shape.safetensors");
    var tensors =
        GeneratorFile.tensors(SHAPE).entrySet().stream()
            .map(e -> Tensor.of(e.getKey(), new float[] {0}, 1))
            .toList();
    SafetensorsWriter.write(file, GeneratorFile.metadata(SHAPE), tensors);
    assertThatThrownBy(() -> Generator.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("instead of");
  }

  @Test
  void refusesPromptsAndTriesThatDoNotFit() {
    Generator generator = Generator.load(write(), new ScalarKernels());
    Trie trie = Trie.of(ids());
    LegalLeaves all = LegalLeaves.all(trie);
    Prompt empty = new Prompt(new byte[0], new byte[0], new byte[0], new int[0]);
    Prompt tooLong = TestingGenerators.prompt(SHAPE, 21, new Seed(1).generator());
    Trie other = Trie.of(new SemanticIds(List.of("a"), 2, 8, new short[] {1, 2}));
    assertThatThrownBy(() -> generator.generate(empty, trie, all, 4, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> generator.generate(tooLong, trie, all, 4, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> generator.generate(prompt(1), other, all, 4, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> generator.generate(prompt(1), trie, all, 4, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
