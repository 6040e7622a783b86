package io.adlib.llm.task.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Samples;
import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.task.TaskCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueriesTaskTest {

  private final QueriesTask task = new QueriesTask();
  private final Bm25 index = new Bm25(List.of(Samples.KNIFE.sheet(), Samples.PAN.sheet()));
  private final TaskCase<AdKeywords, QueriesTask.Answer> knife =
      TaskCase.of(
          task,
          new AdKeywords(
              new AdDossier(Samples.KNIFE, List.of("sharp knife"), List.of()),
              List.of("knife", "walnut", "forged"),
              index,
              0));

  private static String queries(String... texts) {
    var json = new StringBuilder();
    for (String text : texts) {
      json.append(json.isEmpty() ? "" : ", ")
          .append("{\"keyword\": \"knife\", \"text\": \"" + text + "\"}");
    }
    return "{\"queries\": [" + json + "]}";
  }

  @Test
  void keywordsAreTheWordsThatTellAnAdFromOthers() {
    assertThat(index.keywords(Samples.KNIFE.sheet(), 4)).contains("knife").doesNotContain("title");
  }

  @Test
  void thePromptHasKeywordsAndWhatPeopleSearchedBefore() {
    assertThat(knife.prompt()).contains("| knife, walnut, forged", "had searched for: sharp knife");
  }

  @Test
  void queriesAreShortDifferentAndFromTheKeywords() {
    assertThat(knife.reasons(queries("chef knife", "walnut knife", "forged kitchen knife")))
        .isEmpty();
    assertThat(knife.reasons(queries("chef knife", "knife chef", "forged knife")).toString())
        .contains("same words");
    assertThat(knife.reasons(queries("Chef knife", "a b", "forged knife")).toString())
        .contains("lower case");
    assertThat(knife.reasons(queries("knife me@x.de", "knives", "forged knife")).toString())
        .contains("personal data");
    assertThat(
            knife
                .reasons(queries("one two three four five six seven eight nine", "x", "y z"))
                .toString())
        .contains("1 to 8 words");
    assertThat(
            knife
                .reasons(
                    queries("chef knife", "walnut knife", "steel")
                        .replace("\"knife\"", "\"spoon\""))
                .toString())
        .contains("one of the given");
  }

  @Test
  void theMeasureIsHowOftenAQueryFindsItsAd() {
    assertThat(task.measure(List.of(knife.judged(queries("chef knife", "walnut", "zzz")))))
        .containsEntry("recall@10 of the query's ad", 2.0 / 3);
  }
}
