package io.adlib.llm.task.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.market.Item;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTaskTest {

  private final SummaryTask task = new SummaryTask();
  private final TaskCase<Item, SummaryTask.Answer> knife = TaskCase.of(task, Samples.KNIFE);
  private final TaskCase<Item, SummaryTask.Answer> pan = TaskCase.of(task, Samples.PAN);

  private static String summary(String text) {
    return "{\"summary\": \"" + text + "\"}";
  }

  @Test
  void numbersMustComeFromTheText() {
    assertThat(knife.reasons(summary("A forged chef's knife of 20 cm."))).isEmpty();
    assertThat(knife.reasons(summary("A forged chef's knife of 25 cm."))).isNotEmpty();
    assertThat(knife.reasons(summary("A set of three knives."))).isNotEmpty();
  }

  @Test
  void oneLineWithoutLinks() {
    assertThat(knife.reasons(summary("A knife, see https://x.y"))).isNotEmpty();
    assertThat(knife.reasons(summary("A knife.\\nBuy it."))).isNotEmpty();
  }

  @Test
  void theMeasureIsWhetherASummaryFindsItsItem() {
    var figures =
        task.measure(
            List.of(
                knife.judged(summary("Forged chef's knife with walnut handle")),
                pan.judged(summary("Cast iron pan for hob and oven"))));
    assertThat(figures).containsEntry("finds its own item first", 1.0);
    assertThat(figures.get("length against the source")).isBetween(.1, .6);
    var swapped =
        task.measure(List.of(knife.judged(summary("An iron pan")), pan.judged(summary("A knife"))));
    assertThat(swapped).containsEntry("finds its own item first", 0.0);
  }
}
