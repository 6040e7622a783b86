package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A random generator in a file, a prompt for it, and what of a random trie is legal.
 *
 * @param legalItems the legal leaves' items
 */
record TestingCase(
    GeneratorShape shape,
    Map<String, float[]> weights,
    Prompt prompt,
    SemanticIds ids,
    Trie trie,
    LegalLeaves legal,
    Set<Integer> legalItems) {

  /**
   * Draws one.
   *
   * @param length of the prompt
   * @param items at most
   * @param share of the leaves that is legal
   */
  static TestingCase in(
      Path file,
      GeneratorShape shape,
      long seed,
      int length,
      int items,
      double share,
      RandomGenerator random) {
    Map<String, float[]> weights = TestingGenerators.weights(shape, seed);
    TestingGenerators.write(file, shape, weights);
    Prompt prompt = TestingGenerators.prompt(shape, length, random);
    SemanticIds ids = TestingGenerators.ids(shape, items, random);
    Trie trie = Trie.of(ids);
    var bits = new BitSet();
    LegalLeaves legal = TestingGenerators.some(trie, share, random, bits);
    return new TestingCase(
        shape,
        weights,
        prompt,
        ids,
        trie,
        legal,
        bits.stream().mapToObj(trie::item).collect(Collectors.toSet()));
  }

  /** h' of the prompt's last position, by the oracle. */
  double[] last() {
    double[][] h = new NaiveGenerator(shape, weights).encode(prompt);
    return h[h.length - 1];
  }
}
