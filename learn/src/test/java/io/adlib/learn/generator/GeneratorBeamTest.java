package io.adlib.learn.generator;

import static io.adlib.learn.generator.TestingWalks.ITEMS;
import static io.adlib.learn.generator.TestingWalks.TRIE;
import static io.adlib.learn.generator.TestingWalks.shape;
import static io.adlib.learn.generator.TestingWalks.walks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.Prompt;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search on libtorch over a trie of thirty items. */
class GeneratorBeamTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void beamProbabilitiesOverAllLeavesSumToOneAndANarrowBeamFindsTheSameBest(int joint) {
    List<Prompt> prompts = walks().subList(0, 40).stream().map(TrainingSequence::prompt).toList();
    try (var model = new Generator(shape(joint), new Seed(9))) {
      var exact = new GeneratorBeam(model, TRIE, ITEMS).search(prompts);
      var narrow = new GeneratorBeam(model, TRIE, 12).search(prompts);
      for (int i = 0; i < prompts.size(); i++) {
        double sum = 0;
        for (float logP : exact.get(i).logP_K()) {
          sum += Math.exp(logP);
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(exact.get(i).pruned()).isEqualTo(Float.NEGATIVE_INFINITY);
        if (narrow.get(i).logP_K()[0] > narrow.get(i).pruned()) {
          assertThat(narrow.get(i).item_K()[0]).isEqualTo(exact.get(i).item_K()[0]);
        }
      }
    }
  }
}
