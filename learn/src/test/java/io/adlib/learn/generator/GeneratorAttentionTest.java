package io.adlib.learn.generator;

import static io.adlib.learn.generator.TestingWalks.ALL;
import static io.adlib.learn.generator.TestingWalks.PLAIN;
import static io.adlib.learn.generator.TestingWalks.SHAPE;
import static io.adlib.learn.generator.TestingWalks.mixed;
import static io.adlib.learn.generator.TestingWalks.walks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which positions see which, and that a batch changes nothing. */
class GeneratorAttentionTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void aPromptTokenSeesItsWholeSegmentAndNothingAfterIt() {
    Prompt prompt = mixed().prompt();
    try (var model = new Generator(SHAPE, new Seed(5))) {
      float[] before = encode(model, prompt);
      for (int changed = 0; changed < 6; changed++) {
        int[] rows = prompt.rows_TF().clone();
        rows[changed * 5] = SHAPE.codeRow(0, 7);
        float[] after =
            encode(model, new Prompt(prompt.kind_T(), prompt.action_T(), prompt.gap_T(), rows));
        for (int t = 0; t < 6; t++) {
          boolean isPrompt = TokenKind.values()[prompt.kind_T()[t]].isPrompt();
          boolean changedIsPrompt = TokenKind.values()[prompt.kind_T()[changed]].isPrompt();
          boolean together = isPrompt && changedIsPrompt && (t < 3) == (changed < 3);
          boolean differs =
              !Arrays.equals(
                  Arrays.copyOfRange(before, t * 16, t * 16 + 16),
                  Arrays.copyOfRange(after, t * 16, t * 16 + 16));
          assertThat(differs).as(changed + " seen from " + t).isEqualTo(changed <= t || together);
        }
      }
    }
  }

  @Test
  void withoutHybridAttentionNothingSeesWhatComesAfterIt() {
    Prompt prompt = mixed().prompt();
    try (var model = new Generator(SHAPE.with(1, GeneratorParts.NONE), new Seed(5))) {
      float[] before = encode(model, prompt);
      int[] rows = prompt.rows_TF().clone();
      rows[2 * 5] = SHAPE.codeRow(0, 7);
      float[] after =
          encode(model, new Prompt(prompt.kind_T(), prompt.action_T(), prompt.gap_T(), rows));
      assertThat(Arrays.copyOf(after, 2 * 16)).isEqualTo(Arrays.copyOf(before, 2 * 16));
      assertThat(Arrays.copyOfRange(after, 2 * 16, 3 * 16))
          .isNotEqualTo(Arrays.copyOfRange(before, 2 * 16, 3 * 16));
    }
  }

  @Test
  void thinkingInABatchIsThinkingAlone() {
    GeneratorShape shape = SHAPE.with(1, ALL);
    List<TrainingSequence> batch =
        Stream.concat(walks().subList(0, 16).stream(), Stream.of(mixed()))
            .sorted(Comparator.comparingInt(s -> s.prompt().length()))
            .toList();
    try (var model = new Generator(shape, new Seed(5))) {
      Targets all = Targets.of(batch, item -> item >= 0);
      float[] together_MD = intent(model, batch);
      int from = 0;
      for (TrainingSequence sequence : batch) {
        float[] alone_MD = intent(model, List.of(sequence));
        for (int i = 0; i < alone_MD.length; i++) {
          assertThat(together_MD[from + i]).isCloseTo(alone_MD[i], within(1e-5f));
        }
        from += alone_MD.length;
      }
      assertThat(from).isEqualTo(all.size() * 16);
    }
  }

  private static float[] encode(Generator model, Prompt prompt) {
    return Torch.stepWithoutGradient(
        () ->
            model
                .encode(
                    new PromptBatch(List.of(prompt), model.shape()),
                    model.rowSums(),
                    PLAIN,
                    Dropout.NONE)
                .floats());
  }

  private static float[] intent(Generator model, List<TrainingSequence> batch) {
    return Torch.stepWithoutGradient(
        () -> {
          var prompts = batch.stream().map(TrainingSequence::prompt).toList();
          var packed = new PromptBatch(prompts, model.shape());
          int[] position_M = Targets.of(batch, item -> item >= 0).position_M();
          var h_PD = model.encode(packed, model.rowSums(), PLAIN, Dropout.NONE);
          return model.intent(h_PD, packed, position_M, PLAIN, Dropout.NONE).floats();
        });
  }
}
