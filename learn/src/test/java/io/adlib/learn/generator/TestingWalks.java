package io.adlib.learn.generator;

import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Thirty items that follow one another in a cycle, as semantic IDs, walks and shapes. */
final class TestingWalks {

  static final int ITEMS = 30;
  static final SemanticIds IDS = ids();
  static final Trie TRIE = Trie.of(IDS);
  static final GeneratorShape SHAPE = shape(1);
  static final GeneratorRegularisation PLAIN = GeneratorRegularisation.NONE;

  static final GeneratorParts ALL =
      GeneratorParts.USUAL.thought(5).recursions(2).thinking(4).refining(5);

  private TestingWalks() {}

  static GeneratorShape shape(int joint) {
    return shape(joint, 1);
  }

  static GeneratorShape shape(int joint, int feedForwards) {
    return new GeneratorShape(3, 8, 16, joint, 16, 2, 2, 24, feedForwards, 8, 12);
  }

  /** Three levels: 5 codes, then 3 below each, then a suffix of 2 below each. */
  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 5);
      codes[i * 3 + 1] = (short) (i / 5 % 3);
      codes[i * 3 + 2] = (short) (i / 15);
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList();
    return new SemanticIds(names, 3, 8, codes);
  }

  private static int next(int item) {
    return (item * 7 + 3) % ITEMS;
  }

  static List<TrainingSequence> walks() {
    var walks = new ArrayList<TrainingSequence>();
    for (int u = 0; u < ITEMS * 4; u++) {
      int[] walk = new int[2 + u % 8];
      walk[0] = u % ITEMS;
      for (int t = 1; t < walk.length; t++) {
        walk[t] = next(walk[t - 1]);
      }
      walks.addAll(TrainingSequence.ofItems(walk, IDS, SHAPE));
    }
    return walks;
  }

  /** U, O, E, I, O, E with targets at both E. */
  static TrainingSequence mixed() {
    byte[] kind = {0, 1, 2, 3, 1, 2};
    int[] rows = new int[6 * 5];
    rows[0] = SHAPE.attributeRow("user.age", "30");
    for (int t : new int[] {1, 3, 4}) {
      for (int level = 0; level < 3; level++) {
        rows[t * 5 + level] = SHAPE.codeRow(level, IDS.code(t * 5, level));
      }
    }
    rows[2 * 5] = SHAPE.attributeRow("placement", "top");
    rows[5 * 5] = SHAPE.attributeRow("placement", "feed");
    var prompt =
        new Prompt(kind, new byte[] {0, 1, 0, 2, 1, 0}, new byte[] {0, 3, 1, 2, 5, 1}, rows);
    return new TrainingSequence(
        prompt.withThought(new float[] {1, -1, .5f, 0, 2}), new int[] {-1, -1, 15, -1, -1, 20});
  }

  static Stream<Arguments> parts() {
    GeneratorParts none = GeneratorParts.NONE;
    return Stream.of(
        Arguments.of("none", none, 1),
        Arguments.of("three predictions", none, 3),
        Arguments.of("norms by kind", none.kindNorms(true), 1),
        Arguments.of("hybrid attention", none.hybridAttention(true), 1),
        Arguments.of("thought", none.thought(5), 1),
        Arguments.of("recursions", none.recursions(3), 1),
        Arguments.of("thinking", none.thinking(4), 1),
        Arguments.of("refining", none.refining(5), 1),
        Arguments.of("all", ALL, 3));
  }
}
