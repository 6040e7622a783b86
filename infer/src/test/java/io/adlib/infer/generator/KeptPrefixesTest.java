package io.adlib.infer.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.infer.generator.KeptPrefixes.Prefix;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;

/** What is kept of prompts changes no result, has its bound, and is forgotten. */
class KeptPrefixesTest {

  private static final int LENGTH = 40;

  private Path file = Path.of("");

  @BeforeProperty
  void makeFile() throws IOException {
    file = Files.createTempFile("generator", ".safetensors");
  }

  @AfterProperty
  void removeFile() throws IOException {
    Files.delete(file);
  }

  private static GeneratorShape shape(RandomGenerator random, boolean any) {
    int heads = 1 + random.nextInt(3);
    GeneratorParts parts = any ? TestingGenerators.parts(random) : GeneratorParts.USUAL;
    return new GeneratorShape(
        3,
        5,
        3,
        1 + random.nextInt(3),
        heads * 4,
        heads,
        1 + random.nextInt(3),
        9,
        1,
        4,
        LENGTH,
        0,
        parts);
  }

  /** The first tokens of a history, and the present moment after them. */
  private static Prompt moment(Prompt history, int length, RandomGenerator random) {
    Prompt prompt = history.upTo(length);
    int fields = prompt.rows_TF().length / prompt.length();
    prompt.kind_T()[length] = (byte) TokenKind.ENVIRONMENT.ordinal();
    Arrays.fill(prompt.rows_TF(), length * fields, (length + 1) * fields, random.nextInt(3));
    return prompt;
  }

  @Property(tries = 60)
  void aHistoryThatGrowsIsAnsweredAsIfNothingWereKept(@ForAll long seed, @ForAll boolean any) {
    RandomGenerator random = new Seed(seed).generator();
    GeneratorShape shape = shape(random, any);
    TestingGenerators.write(file, shape, TestingGenerators.weights(shape, seed));
    Trie trie = Trie.of(TestingGenerators.ids(shape, 30, random));
    LegalLeaves legal = LegalLeaves.all(trie);
    Prompt history = TestingGenerators.prompt(shape, LENGTH, random);
    Generator plain = Generator.load(file, new ScalarKernels());
    Generator keeping = Generator.load(file, new ScalarKernels());
    Generator fast = Generator.load(file, KernelChoice.best());
    keeping.keepPrefixes(1 << 20);
    fast.keepPrefixes(1 << 20);
    for (int length = 1; length < LENGTH; length += 1 + random.nextInt(6)) {
      Prompt prompt = moment(history, length, random);
      List<Generated> expected = plain.generate(prompt, trie, legal, 10, 10);
      assertThat(keeping.generate(prompt, trie, legal, 10, 10)).isEqualTo(expected);
      assertThat(keeping.generate(prompt, trie, legal, 10, 10)).isEqualTo(expected);
      List<Generated> close = fast.generate(prompt, trie, legal, 10, 10);
      for (int i = 0; i < expected.size(); i++) {
        assertThat((double) close.get(i).logP()).isCloseTo(expected.get(i).logP(), within(1e-3));
      }
    }
    assertThat(keeping.keptBytes() > 0)
        .isEqualTo(KeptPrefixes.suits(shape) && closes(shape, history));
    keeping.forgetPrefixes();
    assertThat(keeping.keptBytes()).isZero();
  }

  /** Whether any prompt of a history has a beginning that is worth keeping. */
  private static boolean closes(GeneratorShape shape, Prompt history) {
    var prefixes = new KeptPrefixes(shape, 1);
    for (int length = 1; length < LENGTH; length++) {
      Prompt prompt = moment(history, length, new Seed(0).generator());
      if (prefixes.grown(prompt, Prefix.NONE).length() > 0) {
        return true;
      }
    }
    return false;
  }

  private static Prompt prompt(GeneratorShape shape, long seed) {
    Prompt prompt = TestingGenerators.prompt(shape, LENGTH, new Seed(seed).generator());
    Arrays.fill(prompt.kind_T(), (byte) TokenKind.ORGANIC.ordinal());
    prompt.kind_T()[20] = (byte) TokenKind.ENVIRONMENT.ordinal();
    prompt.kind_T()[21] = (byte) TokenKind.ITEM.ordinal();
    prompt.kind_T()[LENGTH - 1] = (byte) TokenKind.ENVIRONMENT.ordinal();
    return prompt;
  }

  @Test
  void whatIsKeptEndsWithTheLastClickAndIsFoundByThoseTokensOnly() {
    GeneratorShape shape = shape(new Seed(1).generator(), false);
    var prefixes = new KeptPrefixes(shape, 1 << 20);
    Prompt prompt = prompt(shape, 1);
    Prefix grown = prefixes.grown(prompt, prefixes.longest(prompt));
    assertThat(grown.length()).isEqualTo(22);
    prefixes.keep(grown, Prefix.NONE);
    assertThat(prefixes.longest(prompt)).isSameAs(grown);
    assertThat(prefixes.grown(prompt, grown).length()).isZero();
    assertThat(prefixes.longest(prompt(shape, 2)).length()).isZero();
    Prompt other = prompt(shape, 1);
    other.gap_T()[5] ^= 1;
    assertThat(prefixes.longest(other).length()).isZero();
  }

  @Test
  void thereIsNeverMoreThanTheBound() {
    GeneratorShape shape = shape(new Seed(1).generator(), false);
    long one = 22L * 2 * shape.width() * shape.blocks() * Float.BYTES;
    var prefixes = new KeptPrefixes(shape, 3 * one + 1);
    for (int i = 0; i < 10; i++) {
      prefixes.keep(prefixes.grown(prompt(shape, i), Prefix.NONE), Prefix.NONE);
      assertThat(prefixes.bytes()).isEqualTo(Math.min(3, i + 1) * one);
      prefixes.longest(prompt(shape, 0));
    }
    assertThat(prefixes.longest(prompt(shape, 0)).length()).as("used of late").isEqualTo(22);
    assertThat(prefixes.longest(prompt(shape, 7)).length()).as("the oldest").isZero();
    assertThat(prefixes.longest(prompt(shape, 9)).length()).as("the newest").isEqualTo(22);
    assertThat(prefixes.count()).isEqualTo(3);
    prefixes.clear();
    assertThat(prefixes.bytes()).isZero();
    assertThat(prefixes.longest(prompt(shape, 9)).length()).isZero();
  }
}
