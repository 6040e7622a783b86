package io.adlib.sid.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingSequenceTest {

  private static final SemanticIds IDS =
      new SemanticIds(IntStream.range(0, 100).mapToObj(i -> "i" + i).toList(), 2, 10, codes());

  private static short[] codes() {
    short[] codes = new short[200];
    for (int i = 0; i < 100; i++) {
      codes[2 * i] = (short) (i / 10);
      codes[2 * i + 1] = (short) (i % 10);
    }
    return codes;
  }

  private static GeneratorShape shape(int maxLength) {
    return new GeneratorShape(2, 10, 1, 1, 8, 2, 1, 16, 1, 8, maxLength);
  }

  @Test
  void everyItemPredictsTheNext() {
    List<TrainingSequence> sequences =
        TrainingSequence.ofItems(new int[] {7, 42, 7, 99}, IDS, shape(50));
    assertThat(sequences).hasSize(1);
    TrainingSequence only = sequences.getFirst();
    assertThat(only.target_T()).containsExactly(42, 7, 99);
    assertThat(only.prompt().kind_T()).containsExactly(3, 3, 3);
    assertThat(only.prompt().action_T()).containsExactly(0, 0, 0);
    GeneratorShape shape = shape(50);
    assertThat(Arrays.copyOf(only.prompt().rows_TF(), 8))
        .containsExactly(
            shape.codeRow(0, 0),
            shape.codeRow(1, 7),
            shape.pathRow(GeneratorShape.extend(GeneratorShape.extend(0, 0), 7)),
            0,
            shape.codeRow(0, 4),
            shape.codeRow(1, 2),
            shape.pathRow(GeneratorShape.extend(GeneratorShape.extend(0, 4), 2)),
            0);
  }

  @Test
  void oneItemTeachesNothing() {
    assertThat(TrainingSequence.ofItems(new int[] {7}, IDS, shape(50))).isEmpty();
    assertThat(TrainingSequence.ofItems(new int[0], IDS, shape(50))).isEmpty();
  }

  @Property
  void eachItemButTheFirstIsATargetOnceBehindThePromptOfServing(
      @ForAll @IntRange(max = 60) int count, @ForAll @IntRange(min = 1, max = 20) int maxLength) {
    int[] items = IntStream.range(0, count).map(i -> i * 37 % 100).toArray();
    var targets = new ArrayList<Integer>();
    for (TrainingSequence sequence : TrainingSequence.ofItems(items, IDS, shape(maxLength))) {
      assertThat(sequence.prompt().length()).isLessThanOrEqualTo(maxLength);
      for (int t = 0; t < sequence.target_T().length; t++) {
        if (sequence.target_T()[t] >= 0) {
          targets.add(sequence.target_T()[t]);
          int[] before = Arrays.copyOf(items, targets.size());
          Prompt served = TrainingSequence.promptOf(before, IDS, shape(t + 1));
          assertThat(Arrays.copyOf(sequence.prompt().rows_TF(), (t + 1) * 4))
              .containsExactly(served.rows_TF());
        }
      }
    }
    assertThat(targets).isEqualTo(Arrays.stream(items).skip(1).boxed().toList());
  }
}
