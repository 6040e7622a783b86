package io.adlib.llm.task.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.llm.Samples;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TagsTaskTest {

  private final TagsTask task = new TagsTask();
  private final TaskCase<TaggedItem, TagsTask.Answer> knife =
      TaskCase.of(
          task,
          new TaggedItem(
              Samples.KNIFE,
              Optional.of(
                  new TagsTask.Answer(
                      "knife",
                      List.of("cutting"),
                      List.of(),
                      List.of("kitchen"),
                      "Solen",
                      TagsTask.Tone.PLAIN))));

  private static String tags(String product, String brand, String scene) {
    return "{\"product\": \"%s\", \"functions\": [\"cutting\"], \"audience\": [], \"scene\": [\"%s\"], \"brand\": \"%s\", \"tone\": \"PLAIN\"}"
        .formatted(product, scene, brand);
  }

  @Test
  void theBrandMustStandInTheText() {
    assertThat(knife.accepted(tags("knife", "solen", "kitchen")).product()).isEqualTo("knife");
    assertThat(knife.accepted(tags("knife", "", "kitchen")).brand()).isEmpty();
    assertThat(knife.reasons(tags("knife", "Zwilling", "kitchen")).toString()).contains("brand");
  }

  @Test
  void tagsAreFewPlainWords() {
    assertThat(knife.reasons(tags("see www.x.com", "", "kitchen"))).isNotEmpty();
    assertThat(knife.reasons(tags("knife", "", "where one two three four five six"))).isNotEmpty();
  }

  @Test
  void theMeasureIsF1OfTheTags() {
    assertThat(task.measure(List.of(knife.judged(tags("knife", "Solen", "kitchen")))))
        .containsEntry("mean F1 of tags", 1.0);
    // of 5 tags on either side 3 agree: function, brand, tone
    double f1 =
        task.measure(List.of(knife.judged(tags("blade", "Solen", "garden"))))
            .get("mean F1 of tags");
    assertThat(f1).isCloseTo(2.0 * 3 / 10, within(1e-9));
  }
}
