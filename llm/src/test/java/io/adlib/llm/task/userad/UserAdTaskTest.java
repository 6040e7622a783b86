package io.adlib.llm.task.userad;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserAdTaskTest {

  private final UserAdTask task = new UserAdTask();

  private static UserAd input(Item item, boolean clicked) {
    return new UserAd("x", Samples.USER, AdDossier.of(item), Optional.of(clicked));
  }

  private final TaskCase<UserAd, UserAdTask.Answer> knife =
      TaskCase.of(task, input(Samples.KNIFE, true));

  @Test
  void thePromptHasTheAdAndTheHistoryNumberedNewestFirst() {
    assertThat(knife.prompt())
        .contains("| 1. 2 hours ago: searched for sharp kitchen knife", "| 4. known: country DE")
        .contains("Forged steel")
        .doesNotContain("u-1");
  }

  @Test
  void evidenceMustExistAndAHighGradeNeedsSome() {
    assertThat(knife.accepted("{\"grade\": \"PERFECT\", \"evidence\": [1, 2]}").evidence())
        .containsExactly(1, 2);
    assertThat(knife.reasons("{\"grade\": \"PERFECT\", \"evidence\": [9]}").toString())
        .contains("lines that the history does not have");
    assertThat(knife.reasons("{\"grade\": \"GOOD\", \"evidence\": []}").toString())
        .contains("needs evidence");
    assertThat(knife.reasons("{\"grade\": \"NONE\", \"evidence\": []}")).isEmpty();
  }

  @Test
  void gradesAreHeldAgainstClicks() {
    var pan = TaskCase.of(task, input(Samples.PAN, false));
    assertThat(
            task.measure(
                List.of(
                    knife.judged("{\"grade\": \"GOOD\", \"evidence\": [1]}"),
                    pan.judged("{\"grade\": \"NONE\", \"evidence\": []}"))))
        .containsEntry("AUC of clicks", 1.0);
    assertThat(task.measure(List.of(knife.judged("{\"grade\": \"NONE\", \"evidence\": []}"))))
        .isEmpty();
  }
}
