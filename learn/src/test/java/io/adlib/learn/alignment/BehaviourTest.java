package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BehaviourTest {

  private static final int[][] TAKEN = {{0, 1, 2}, {2, 3}, {4}, {2, 2}};
  private final Behaviour behaviour = new Behaviour(TAKEN, 6);

  @Test
  void takersAndCompanionsAreThoseOfTheLog() {
    RandomGenerator random = new Seed(1).generator();
    Set<Integer> takers = new HashSet<>();
    Set<Integer> companions = new HashSet<>();
    for (int draw = 0; draw < 500; draw++) {
      takers.add(behaviour.taker(2, random));
      companions.add(behaviour.companion(2, random));
    }
    assertThat(takers).containsExactlyInAnyOrder(0, 1, 3);
    // user 3 took nothing but item 2, which then stands for itself
    assertThat(companions).containsExactlyInAnyOrder(0, 1, 3, 2);
    assertThat(behaviour.companion(4, random)).isEqualTo(4);
  }

  @Test
  void whatNobodyTookIsUnknown() {
    assertThat(behaviour.known()).containsExactly(true, true, true, true, true, false);
    assertThat(behaviour.knownPlaces(new int[] {5, 3, 5, 0})).containsExactly(1, 3);
    assertThat(behaviour.without(new int[] {3, 4}).known())
        .containsExactly(true, true, true, false, false, false);
  }

  @Test
  void hiddenItemsAreSmoothedAsIfTheirVectorsWereTheMask() {
    Torch.start(1);
    var vectors = new CollaborativeVectors("test", 2, numbers(12, 1), numbers(8, 2));
    float[] mask = {.5f, -2};
    float[] seen = vectors.item_ND().clone();
    for (int item : new int[] {2, 1}) {
      seen[2 * item] = mask[0];
      seen[2 * item + 1] = mask[1];
    }
    var asIf = new CollaborativeVectors("test", 2, seen, vectors.user_UD());
    float[] expected = new MaskedGraph(asIf, behaviour).smoothed_ND();
    float[] hidden =
        Torch.step(
            () ->
                new MaskedGraph(vectors, behaviour)
                    .smoothed(new int[] {2, 1}, Tensor.of(mask, 1, 2))
                    .floats());
    assertThat(hidden)
        .containsExactly(
            new float[] {expected[4], expected[5], expected[2], expected[3]}, Offset.offset(1e-6f));
  }

  private static float[] numbers(int size, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
