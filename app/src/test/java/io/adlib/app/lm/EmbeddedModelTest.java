package io.adlib.app.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Ad;
import io.adlib.core.AdlibException;
import io.adlib.core.Seed;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.LlmConfig;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Models;
import io.adlib.llm.model.Reply;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.copy.Style;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.summary.SummaryTask;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.DemoTeacher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that lies in the program, through the same door as any other. */
class EmbeddedModelTest {

  private static final Draft.Limits LIMITS = new Draft.Limits(3000, 0);

  /** Ads of another seed: the words are known, the texts are not. */
  private static final List<Ad> ADS =
      DemoMarket.generate(new Seed(99), DemoScale.TINY).catalogue().ads();

  @TempDir private Path folder;

  private LanguageModel open(String more) throws Exception {
    Path file = Files.writeString(folder.resolve("adlib.yaml"), "llm:\n  client: small\n" + more);
    LlmConfig config = AdlibConfig.read(file).llm();
    return Models.open(config, Map.of(), InstantSource.system());
  }

  @Test
  void itTagsGoodsThatItKnows() throws Exception {
    var task = new TagsTask();
    var teacher = new DemoTeacher();
    int right = 0;
    int asked = 0;
    try (LanguageModel model = open("")) {
      for (int i = 0; i < ADS.size(); i += 40) {
        var input = new TaggedItem(Item.of(ADS.get(i)), Optional.empty());
        Draft draft = Draft.of(task, input, LIMITS);
        asked++;
        if (model.ask(draft.prompt()) instanceof Reply.Answered answered
            && new Verifier(new Canaries()).check(task, input, draft, answered.text())
                instanceof Verdict.Accepted<TagsTask.Answer> accepted
            && accepted.answer().product().equals(teacher.read(ADS.get(i)).product())) {
          right++;
        }
      }
    }
    assertThat(right).as("products named rightly, of %d", asked).isGreaterThan(asked / 2);
  }

  @Test
  void itTellsTheThingItselfFromOtherThings() throws Exception {
    var teacher = new DemoTeacher();
    int right = 0;
    int asked = 0;
    try (LanguageModel model = open("")) {
      for (int i = 0; i + 1 < ADS.size() && asked < 40; i += Math.max(1, ADS.size() / 20)) {
        for (int other : new int[] {i, (i + ADS.size() / 2) % ADS.size()}) {
          String query = teacher.read(ADS.get(other)).product();
          var fit = teacher.fit(teacher.read(query), teacher.read(ADS.get(i)));
          var dossier = AdDossier.of(Item.of(ADS.get(i)));
          var input = new QueryAd("q" + asked, query, dossier, OptionalInt.empty());
          Draft draft = Draft.of(new RelevanceTask(), input, LIMITS);
          asked++;
          if (model.ask(draft.prompt()) instanceof Reply.Answered answered
              && new Verifier(new Canaries())
                      .check(new RelevanceTask(), input, draft, answered.text())
                  instanceof Verdict.Accepted<RelevanceTask.Answer> accepted
              && Math.abs(accepted.answer().grade().number() - 1 - fit.ordinal()) <= 1) {
            right++;
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(10);
    assertThat(right).as("grades off by one at most, of %d", asked).isGreaterThan(asked * 8 / 10);
  }

  /** Each text, since a reader sees one. */
  @Test
  void itsCopyTellsWhatAnAdIs() throws Exception {
    var task = new CopyTask(CopyPolicy.STANDARD);
    var teacher = new DemoTeacher();
    int told = 0;
    int texts = 0;
    try (LanguageModel model = open("")) {
      for (int i = 0; i < ADS.size(); i += 40) {
        var input = AdDossier.of(Item.of(ADS.get(i)));
        var facts = teacher.read(ADS.get(i));
        Draft draft = Draft.of(task, input, LIMITS);
        texts += Style.values().length;
        if (model.ask(draft.prompt()) instanceof Reply.Answered answered
            && new Verifier(new Canaries()).check(task, input, draft, answered.text())
                instanceof Verdict.Accepted<CopyTask.Answer> accepted) {
          for (CopyTask.Variant variant : accepted.answer().variants()) {
            String text = (variant.headline() + " " + variant.body()).toLowerCase(Locale.ROOT);
            boolean all =
                Stream.of(facts.trait(), facts.product(), facts.feature(), facts.use())
                    .allMatch(fact -> text.contains(fact.toLowerCase(Locale.ROOT)));
            told += all ? 1 : 0;
          }
        }
      }
    }
    assertThat(told).as("texts that tell all, of %d", texts).isGreaterThan(texts * 8 / 10);
  }

  @Test
  void itSaysTheSameAgainAndKnowsItsName() throws Exception {
    var input = new TaggedItem(Item.of(ADS.getFirst()), Optional.empty());
    Draft draft = Draft.of(new TagsTask(), input, LIMITS);
    try (LanguageModel first = open("");
        LanguageModel second = open("")) {
      assertThat(first.ask(draft.prompt())).isEqualTo(second.ask(draft.prompt()));
      assertThat(first.fingerprint()).startsWith("adlib-small ").isEqualTo(second.fingerprint());
    }
  }

  @Test
  void whatItDoesNotKnowItRefusesOnceAndForAll() throws Exception {
    Draft draft = Draft.of(new SummaryTask(), Item.of(ADS.getFirst()), LIMITS);
    try (LanguageModel model = open("")) {
      assertThat(model.ask(draft.prompt()))
          .isEqualTo(
              new Reply.Refused(
                  "this small model knows relevance, queries, tags, copy only; for other tasks"
                      + " name a server in llm.endpoint",
                  true));
    }
  }

  @Test
  void aFolderThatIsNoneIsAnErrorInWords() {
    assertThatThrownBy(() -> open("  model: " + folder.resolve("none") + "\n"))
        .isInstanceOf(AdlibException.class)
        .hasMessageContaining("has no config.json");
  }
}
