package io.adlib.llm.task.relevance;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelevanceTaskTest {

  private final RelevanceTask task = new RelevanceTask();
  private final TaskCase<QueryAd, RelevanceTask.Answer> pair = TaskCase.of(task, Samples.pair(3));

  @Test
  void thePromptHasQueryAndAdButNoId() {
    assertThat(pair.prompt())
        .contains("| kitchen knife number 3", "| title: Chef's knife 20 cm", "walnut handle")
        .doesNotContain("pair-3")
        .doesNotContain("ad-1");
  }

  @Test
  void fourGradesAndNothingElse() {
    assertThat(pair.accepted("{\"grade\": \"PERFECT\"}").grade()).isEqualTo(Grade.PERFECT);
    assertThat(pair.reasons("{\"grade\": 4}")).isNotEmpty();
    assertThat(pair.reasons("{\"grade\": \"EXCELLENT\"}")).isNotEmpty();
    assertThat(pair.reasons("{\"grade\": \"GOOD\", \"sure\": true}")).isNotEmpty();
  }

  @Test
  void agreementIsKappaOverTheLabelled() {
    var right =
        List.of(
            TaskCase.of(task, Samples.pair(0)).judged("{\"grade\": \"NONE\"}"),
            TaskCase.of(task, Samples.pair(1)).judged("{\"grade\": \"PARTIAL\"}"),
            TaskCase.of(task, Samples.pair(3)).judged("{\"grade\": \"PERFECT\"}"));
    assertThat(task.measure(right)).containsEntry("quadratic weighted kappa", 1.0);
    assertThat(task.measure(List.of())).isEmpty();
  }
}
