package io.adlib.llm.task.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.market.UserDossier;
import io.adlib.llm.task.TaskCase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTaskTest {

  private final ProfileTask task = new ProfileTask();
  private final TaskCase<UserHistory, ProfileTask.Answer> user =
      TaskCase.of(
          task, new UserHistory(Samples.USER, Instant.EPOCH, List.of(Samples.KNIFE, Samples.PAN)));

  private static String profile(String summary, String topic, int evidence) {
    return "{\"summary\": \"%s\", \"interests\": [{\"topic\": \"%s\", \"strength\": \"HIGH\", \"evidence\": [%d]}]}"
        .formatted(summary, topic, evidence);
  }

  @Test
  void interestsRestOnLinesThatExist() {
    assertThat(user.accepted(profile("Wants a sharp knife.", "kitchen knives", 1)).interests())
        .hasSize(1);
    assertThat(user.reasons(profile("Wants a knife.", "kitchen knives", 7)).toString())
        .contains("lines that the history does not have");
  }

  @Test
  void aNameOrAddressMayNotComeBack() {
    var maria =
        TaskCase.of(
            task,
            new UserHistory(
                new UserDossier(
                    "u-2", List.of("Maria"), List.of("1 hours ago: searched for gift for maria")),
                Instant.EPOCH,
                List.of()));
    assertThat(maria.prompt()).contains("gift for [name]").doesNotContainIgnoringCase("maria");
    assertThat(maria.reasons(profile("Maria likes gifts.", "gifts", 1)).toString())
        .contains("personal data");
  }

  @Test
  void theMeasureIsWhetherTheProfileTellsTheNextAd() {
    assertThat(task.measure(List.of(user.judged(profile("A sharp chef's knife.", "knives", 1)))))
        .containsEntry("next ad among four", 1.0);
    assertThat(task.measure(List.of(user.judged(profile("An iron pan.", "pans", 1)))))
        .containsEntry("next ad among four", 0.0);
    assertThat(task.measure(List.of(user.judged(profile("Nothing.", "nothing", 1)))))
        .containsEntry("next ad among four", 0.5);
  }
}
