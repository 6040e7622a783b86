package io.adlib.llm.task.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RerankTaskTest {

  private final RerankTask task = new RerankTask();
  private final TaskCase<Candidates, RerankTask.Answer> list =
      TaskCase.of(
          task,
          new Candidates(
              "c",
              Samples.USER,
              Optional.of("kitchen knife"),
              List.of(Samples.PAN, Samples.KNIFE),
              List.of(0.0, 1.0)));

  @Test
  void thePromptHasQueryCandidatesAndHistory() {
    assertThat(list.prompt())
        .contains("<<<QUERY", "<<<CANDIDATE 1", "<<<CANDIDATE 2", "| 1. 2 hours ago");
  }

  @Test
  void theOrderIsAPermutation() {
    assertThat(list.accepted("{\"order\": [2, 1]}").order()).containsExactly(2, 1);
    for (String order : List.of("[1]", "[1, 1]", "[1, 3]", "[1, 2, 2]")) {
      assertThat(list.reasons("{\"order\": " + order + "}")).as(order).isNotEmpty();
    }
  }

  @Test
  void theMeasureComparesWithTheOrderBefore() {
    var better = task.measure(List.of(list.judged("{\"order\": [2, 1]}")));
    assertThat(better).containsEntry("nDCG@10", 1.0);
    assertThat(better.get("nDCG@10 as ranked before")).isLessThan(.7);
    var same = task.measure(List.of(list.judged("{\"order\": [1, 2]}")));
    assertThat(same.get("nDCG@10")).isEqualTo(same.get("nDCG@10 as ranked before"));
  }
}
