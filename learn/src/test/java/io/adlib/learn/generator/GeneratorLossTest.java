package io.adlib.learn.generator;

import static io.adlib.learn.generator.TestingWalks.IDS;
import static io.adlib.learn.generator.TestingWalks.ITEMS;
import static io.adlib.learn.generator.TestingWalks.PLAIN;
import static io.adlib.learn.generator.TestingWalks.SHAPE;
import static io.adlib.learn.generator.TestingWalks.TRIE;
import static io.adlib.learn.generator.TestingWalks.shape;
import static io.adlib.learn.generator.TestingWalks.walks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Validation;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loss is where nothing is preferred, and which targets are whose. */
class GeneratorLossTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void withoutAnyPreferenceTheLossIsTheLogOfTheLegalChoices(int joint) {
    try (var model = new Generator(shape(joint), new Seed(1))) {
      model.parameters().set("embed.rows", new float[SHAPE.rows() * 16]);
      double expected = Math.log(5) + Math.log(3) + Math.log(2);
      assertThat(loss(model, walks().subList(0, 1))).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void withoutAnyPreferenceEveryHeadsLossIsThatOfTheLegalChoices() {
    try (var model = new Generator(SHAPE, new Seed(1))) {
      model.parameters().set("embed.rows", new float[SHAPE.rows() * 16]);
      var heads = new MultiTokenHeads(model, 4);
      var loss = new GeneratorLoss(model, IDS, TRIE, heads);
      int[] walk = {0, 3, 24, 21, 0, 3};
      List<TrainingSequence> batch = TrainingSequence.ofItems(walk, IDS, SHAPE);
      double choices = Math.log(5) + Math.log(3) + Math.log(2);
      double seen = 0;
      double all = 0;
      for (int j = 1; j <= 4; j++) {
        seen += heads.weight(j) * (5 - (j - 1)) / 5;
        all += heads.weight(j);
      }
      assertThat(all).isCloseTo(1, within(1e-12));
      assertThat(Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE)))
          .isCloseTo(seen * choices, within(1e-5));
    }
  }

  @Test
  void aHeadNeverLooksIntoTheNextUsersSequence() {
    List<TrainingSequence> batch = walks().subList(0, 2);
    Targets targets = Targets.of(batch, item -> item >= 0);
    assertThat(targets.size()).isEqualTo(3);
    assertThat(targets.itemAfter(0, 1)).isEqualTo(-1);
    assertThat(targets.itemAfter(1, 1)).isEqualTo(targets.item_M()[2]);
    assertThat(targets.itemAfter(2, 1)).isEqualTo(-1);
  }

  @Test
  void aPathThatTrainingNeverNamedIsTheSumOfItsCodes() {
    var wide = new GeneratorShape(3, 8, 4096, 2, 16, 2, 2, 24, 1, 8, 12);
    Trie old = Trie.of(IDS, IntStream.range(0, ITEMS - 1));
    List<TrainingSequence> walks = TrainingSequence.ofItems(new int[] {0, 3, 24}, IDS, wide);
    try (var model = new Generator(wide, new Seed(1))) {
      var training = new GeneratorTraining(model, walks, IDS, old, PLAIN, _ -> Validation.of(0));
      training.gradients(new int[] {0}, new Seed(2));
      float[] rows_VD = model.parameters().get("embed.rows").floats();
      int path = wide.itemRows(IDS, ITEMS - 1)[4];
      assertThat(Arrays.copyOfRange(rows_VD, path * 16, path * 16 + 16)).containsOnly(0);
      for (int row : wide.itemRows(IDS, 0)) {
        assertThat(rows_VD[row * 16]).isNotZero();
      }
    }
  }

  private static double loss(Generator model, List<TrainingSequence> batch) {
    var loss = new GeneratorLoss(model, IDS, TRIE);
    return Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE));
  }
}
