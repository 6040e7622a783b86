package io.adlib.llm.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.artifact.ArtifactStore;
import io.adlib.data.summary.Summaries;
import io.adlib.data.workspace.Workspace;
import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingModel;
import io.adlib.llm.job.Enrichment;
import io.adlib.llm.market.Item;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.summary.SummaryTask;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.tags.TagsTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a batch over an artifact to what later stages read. */
class EnrichedAnswersTest {

  @TempDir Path folder;
  private ArtifactStore artifacts;

  @BeforeEach
  void open() {
    artifacts = new ArtifactStore(Workspace.create(folder.resolve("shop")), InstantSource.system());
  }

  private <I, A> Enrichment.Report enrich(Task<I, A> task, List<I> inputs, String answer) {
    var model = TestingModel.saying(prompt -> Answers.of(answer));
    try (var store = AnswerStore.open(folder.resolve("answers"), "USD")) {
      var batch =
          new Batch(
              model, store, Samples.settings(), InstantSource.system(), time -> {}, new Seed(1));
      var key = new ArtifactKey(Enrichment.kind(task.name()), Map.of(), "test");
      var made =
          artifacts.build(
              key,
              (payload, _) -> {
                try {
                  Enrichment.run(task, inputs, batch, payload, Progress.SILENT);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      return Enrichment.report(made.folder());
    }
  }

  @Test
  void summariesAreWhatTheEncoderReads() {
    List<Item> items = List.of(Samples.KNIFE, Samples.PAN);
    var report = enrich(new SummaryTask(), items, "{\"summary\": \"For the kitchen.\"}");
    assertThat(report.accepted()).isEqualTo(2);
    assertThat(report.measures()).containsKey("finds its own item first");
    var artifact = artifacts.latest(Summaries.KIND).orElseThrow();
    assertThat(Summaries.read(artifact.file(Summaries.FILE)))
        .isEqualTo(Map.of("ad-1", "For the kitchen.", "ad-2", "For the kitchen."));
  }

  @Test
  void tagsComeBackAsRecordsById() {
    enrich(
        new TagsTask(),
        List.of(new TaggedItem(Samples.KNIFE, Optional.empty())),
        "{\"product\": \"knife\", \"functions\": [\"cutting\"], \"audience\": [], \"scene\": [],"
            + " \"brand\": \"Solen\", \"tone\": \"PLAIN\"}");
    var tags = EnrichedAnswers.latest(artifacts, new TagsTask()).orElseThrow();
    assertThat(tags).containsOnlyKeys("ad-1");
    assertThat(tags.get("ad-1").all())
        .containsExactlyInAnyOrder(
            "product:knife", "function:cutting", "brand:solen", "tone:plain");
  }

  @Test
  void aTaskThatWasNeverRunHasNoAnswers() {
    assertThat(EnrichedAnswers.latest(artifacts, new TagsTask())).isEmpty();
  }

  @Test
  void aDamagedLineIsNamed() throws Exception {
    Path file =
        Files.writeString(folder.resolve("a.jsonl"), "{\"id\":\"x\",\"summary\":\"y\"}\n{\n");
    assertThatThrownBy(() -> EnrichedAnswers.read(file, new SummaryTask()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("a.jsonl:2");
  }

  @Test
  void labelsNameQueryAndAd() {
    assertThat(
            RelevanceLabel.of(Map.of("sharp\tknife\tad-1", new RelevanceTask.Answer(Grade.GOOD))))
        .containsExactly(new RelevanceLabel("sharp\tknife", "ad-1", Grade.GOOD));
    assertThatThrownBy(() -> RelevanceLabel.of(Map.of("x", new RelevanceTask.Answer(Grade.GOOD))))
        .isInstanceOf(CorruptException.class);
  }

  @Test
  void queriesBecomeDocumentsOfTheirAd() {
    var answer =
        new QueriesTask.Answer(
            List.of(
                new QueriesTask.Query("knife", "chef knife"),
                new QueriesTask.Query("knife", "sharp knife")));
    assertThat(QueryDocuments.of(Map.of("ad-1", answer)))
        .isEqualTo(Map.of("ad-1", List.of("chef knife", "sharp knife")));
  }

  @Test
  void tagsBecomeListsThatAreAlwaysInTheSameOrder() {
    var answer =
        new TagsTask.Answer(
            "Knife", List.of("cutting", "boning"), List.of(), List.of(), "", TagsTask.Tone.PLAIN);
    assertThat(TagLists.of(Map.of("ad-1", answer)))
        .isEqualTo(
            Map.of(
                "ad-1",
                List.of("function:boning", "function:cutting", "product:knife", "tone:plain")));
  }

  @Test
  void aProfileIsKnownFromItsDateOnAndInterestsBecomeAttributesStrongestFirst() {
    Instant date = Instant.parse("2026-05-01T00:00:00Z");
    enrich(
        new ProfileTask(),
        List.of(new UserHistory(Samples.USER, date, List.of())),
        "{\"summary\": \"Cooks.\", \"interests\": [{\"topic\": \"Pans\", \"strength\": \"LOW\","
            + " \"evidence\": [1]}, {\"topic\": \"Knives\", \"strength\": \"HIGH\", \"evidence\": [1]}]}");
    Path file = artifacts.latest(Enrichment.kind("profile")).orElseThrow().file(Enrichment.ANSWERS);
    Profiles profiles = Profiles.read(List.of(file));
    User user = new User(Samples.USER.user(), Map.of("country", "DE"));
    assertThat(profiles.at(user, date.minusMillis(1))).isEqualTo(user);
    assertThat(profiles.at(user, date).attributes())
        .isEqualTo(Map.of("country", "DE", "interest1", "knives", "interest2", "pans"));
    assertThat(profiles.newest(user)).isEqualTo(profiles.at(user, date));
    assertThat(profiles.newest(Map.of("other", new User("other", Map.of()))))
        .extracting(User::id)
        .containsExactly("other", user.id());
  }

  @Test
  void aProfileWithoutADateIsNotUsed() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("old.jsonl"), "{\"id\":\"u\",\"summary\":\"x\",\"interests\":[]}\n");
    User user = new User("u", Map.of());
    assertThat(Profiles.read(List.of(file)).newest(user)).isEqualTo(user);
    Path wrong =
        Files.writeString(
            folder.resolve("w.jsonl"),
            "{\"id\":\"u\",\"as_of\":\"noon\",\"summary\":\"x\",\"interests\":[]}\n");
    assertThatThrownBy(() -> Profiles.read(List.of(wrong)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("w.jsonl:1");
  }

  @Test
  void nothingIsPublishedWhenNoAnswerCouldBeUsed() {
    assertThatThrownBy(
            () -> enrich(new SummaryTask(), List.of(Samples.KNIFE), "{\"summary\": \"99 knives\"}"))
        .hasMessageContaining("no answer of 1 could be used");
    assertThat(EnrichedAnswers.latest(artifacts, new SummaryTask())).isEmpty();
  }
}
