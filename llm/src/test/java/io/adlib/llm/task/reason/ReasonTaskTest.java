package io.adlib.llm.task.reason;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTaskTest {

  private final ReasonTask task = new ReasonTask();
  private final TaskCase<UserSlate, ReasonTask.Answer> slate =
      TaskCase.of(task, new UserSlate("s", Samples.USER, List.of(Samples.KNIFE, Samples.PAN)));

  private static String reasons(String first, String second) {
    return ("{\"reasons\": [{\"ad\": 1, \"because\": [1], \"text\": \"%s\"},"
            + " {\"ad\": 2, \"because\": [], \"text\": \"%s\"}]}")
        .formatted(first, second);
  }

  @Test
  void oneReasonForEachAdInOrder() {
    assertThat(
            slate.reasons(
                reasons("You searched for a sharp kitchen knife.", "An iron pan for the oven.")))
        .isEmpty();
    assertThat(slate.reasons(reasons("x", "y").replace("\"ad\": 2", "\"ad\": 1"))).isNotEmpty();
    assertThat(slate.reasons(reasons("x", "y").replace("[1]", "[17]"))).isNotEmpty();
  }

  @Test
  void aReasonSaysOnlyWhatItsAdAndLinesSay() {
    assertThat(slate.reasons(reasons("A knife of 30 cm.", "A pan."))).isNotEmpty();
    assertThat(slate.reasons(reasons("A knife of 20 cm.", "A pan of 28 cm."))).isEmpty();
  }

  @Test
  void theTextOfAnotherAdMayNotBeRepeated() {
    String stolen = "Category Home Kitchen Pans description for every hob and the oven";
    assertThat(slate.reasons(reasons(stolen, "A pan.")).toString()).contains("text of another ad");
    assertThat(slate.reasons(reasons("A knife.", stolen)).toString())
        .doesNotContain("text of another ad");
  }

  @Test
  void whoTheUserIsIsNotSpokenOf() {
    assertThat(slate.reasons(reasons("Made for your age.", "A pan."))).isNotEmpty();
    assertThat(slate.reasons(reasons("Good in pregnancy.", "A pan."))).isNotEmpty();
  }

  @Test
  void theMeasureIsHowGroundedTheWordsAre() {
    assertThat(task.measure(List.of(slate.judged(reasons("Sharp kitchen knife", "Iron pan")))))
        .containsEntry("words from ad and evidence", 1.0);
    assertThat(task.measure(List.of(slate.judged(reasons("Sharp kitchen knife", "Lovely thing")))))
        .containsEntry("words from ad and evidence", 0.5);
  }
}
