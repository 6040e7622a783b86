package io.adlib.llm.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingModel;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CorpusBuilderTest {

  private static final RelevanceTask TASK = new RelevanceTask();
  private static final Draft.Limits LIMITS = Samples.settings().limits();
  private static final String GROUNDED =
      "The query wants a kitchen knife, the ad is a chef's knife.";
  private static final String INVENTED =
      "Seventeen lighthouse customers complained yesterday about rust near Antarctica.";

  @TempDir Path folder;

  /** Every example's right grade is GOOD. */
  private static List<Labelled<QueryAd, RelevanceTask.Answer>> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Labelled<>(Samples.pair(i), new RelevanceTask.Answer(Grade.GOOD)))
        .toList();
  }

  private static GoldBar bar() {
    return GoldBar.of(
        TASK,
        IntStream.range(0, 5)
            .mapToObj(i -> new GoldBar.Gold<>(Samples.pair(i), List.of(GROUNDED)))
            .toList(),
        LIMITS);
  }

  private static String answer(String step, String grade) {
    return "{\"rationale\": [\"" + step + "\"], \"answer\": {\"grade\": \"" + grade + "\"}}";
  }

  /** Right, wrong at first, always wrong, right by invention, unusable; in turn. */
  private static String teach(String prompt) {
    if (prompt.contains("number 1\n")) {
      return answer(GROUNDED, prompt.contains("look 2") ? "GOOD" : "NONE");
    }
    if (prompt.contains("number 2\n")) {
      return answer(GROUNDED, "NONE");
    }
    if (prompt.contains("number 3\n")) {
      return answer(INVENTED, "GOOD");
    }
    return prompt.contains("number 4\n") ? "?" : answer(GROUNDED, "GOOD");
  }

  private CorpusBuilder.Report build(int tries, Path file) throws InterruptedException {
    var model = TestingModel.saying(prompt -> teach(prompt.user()));
    try (var store = AnswerStore.open(folder.resolve("answers"), "USD")) {
      var batch =
          new Batch(
              model, store, Samples.settings(), InstantSource.system(), time -> {}, new Seed(1));
      return new CorpusBuilder(batch, LIMITS, bar(), tries)
          .build(TASK, examples(6), file, Progress.SILENT);
    }
  }

  @Test
  void keptAreRightAnswersWithGroundedRationalesAndEveryExampleIsAccountedFor() throws Exception {
    CorpusBuilder.Report report = build(2, folder.resolve("corpus.jsonl"));
    assertThat(report.kept()).isEqualTo(3);
    assertThat(report.keptAtTry()).containsExactly(2, 1);
    assertThat(report.wrong()).isEqualTo(1);
    assertThat(report.ungrounded()).isEqualTo(1);
    assertThat(report.unusable()).isEqualTo(1);
    assertThat(report.stopped()).isEmpty();
  }

  @Test
  void theFileIsChatLinesWithThePromptAsItWillBeAsked() throws Exception {
    Path file = folder.resolve("corpus.jsonl");
    build(2, file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    JsonNode second = JsonMapper.shared().readTree(lines.get(1));
    assertThat(second.path("id").asString()).isEqualTo("pair-1");
    assertThat(second.path("messages").valueStream().map(m -> m.path("role").asString()))
        .containsExactly("system", "user", "assistant");
    assertThat(second.path("messages").path(1).path("content").asString())
        .isEqualTo(Draft.of(TASK, Samples.pair(1), LIMITS).prompt().user())
        .doesNotContain("look 2");
    JsonNode answer =
        JsonMapper.shared().readTree(second.path("messages").path(2).path("content").asString());
    assertThat(answer.path("answer").path("grade").asString()).isEqualTo("GOOD");
    assertThat(answer.path("rationale").path(0).asString()).isEqualTo(GROUNDED);
  }

  @Test
  void aGoldSetOfAFewIsTooSmall() {
    assertThatThrownBy(() -> GoldBar.of(TASK, List.of(), LIMITS))
        .isInstanceOf(InputException.class);
  }
}
