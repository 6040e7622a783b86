package io.adlib.llm.task.slate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.market.Item;
import io.adlib.llm.task.TaskCase;
import io.adlib.llm.task.reason.UserSlate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlateTaskTest {

  private final SlateTask task = new SlateTask();

  private TaskCase<UserSlate, SlateTask.Answer> slate(Item... items) {
    return TaskCase.of(task, new UserSlate("s", Samples.USER, List.of(items)));
  }

  private static String scores(int diversity) {
    return "{\"diversity\": " + diversity + ", \"relevance\": 5, \"quality\": 7}";
  }

  @Test
  void scoresRunFromNoneToTen() {
    assertThat(slate(Samples.KNIFE, Samples.PAN).accepted(scores(10)).quality()).isEqualTo(7);
    assertThat(slate(Samples.KNIFE, Samples.PAN).reasons(scores(11))).isNotEmpty();
    assertThat(slate(Samples.KNIFE).reasons(scores(3))).isNotEmpty();
  }

  @Test
  void theMeasureIsAgreementWithTheWords() {
    var same = slate(Samples.KNIFE, Samples.KNIFE);
    var other = slate(Samples.KNIFE, Samples.PAN);
    assertThat(SlateTask.distance(List.of(Samples.KNIFE, Samples.KNIFE))).isZero();
    assertThat(task.measure(List.of(same.judged(scores(0)), other.judged(scores(8)))))
        .containsEntry("Kendall's τ of diversity", 1.0);
    assertThat(task.measure(List.of(same.judged(scores(8)), other.judged(scores(0)))))
        .containsEntry("Kendall's τ of diversity", -1.0);
    assertThat(task.measure(List.of(same.judged(scores(0))))).isEmpty();
  }
}
