package io.adlib.llm.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingModel;
import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.model.Cassette;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.reason.ReasonTask;
import io.adlib.llm.task.reason.UserSlate;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.report.Figure;
import io.adlib.llm.task.report.Measured;
import io.adlib.llm.task.report.ReportTask;
import io.adlib.llm.task.rerank.Candidates;
import io.adlib.llm.task.rerank.RerankTask;
import io.adlib.llm.task.slate.SlateTask;
import io.adlib.llm.task.summary.SummaryTask;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.llm.task.userad.UserAd;
import io.adlib.llm.task.userad.UserAdTask;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every task on a recorded answer, under the hash of its very request: a template that changes by a
 * letter finds no answer, and its version must go up. The answers are written by hand below; {@code
 * -Dadlib.record=true} records them anew.
 */
class CassetteTest {

  private static final Draft.Limits LIMITS = new Draft.Limits(3000, 0);
  private static final String FINGERPRINT = "testing";
  @TempDir Path folder;

  /** A task, an input, and the answer that the cassette holds. */
  private record Case<I, A>(Task<I, A> task, I input, String answer) {
    Prompt prompt() {
      return Draft.of(task, input, LIMITS).prompt();
    }

    Verdict<A> judge(String text) {
      return new Verifier(new Canaries()).check(task, input, Draft.of(task, input, LIMITS), text);
    }

    @Override
    public String toString() {
      return task.name();
    }
  }

  static List<Case<?, ?>> cases() {
    var slate = new UserSlate("s", Samples.USER, List.of(Samples.KNIFE, Samples.PAN));
    return List.of(
        new Case<>(new RelevanceTask(), Samples.pair(1), "{\"grade\": \"PERFECT\"}"),
        new Case<>(
            new UserAdTask(),
            new UserAd("x", Samples.USER, AdDossier.of(Samples.KNIFE), Optional.empty()),
            "{\"grade\": \"PERFECT\", \"evidence\": [1, 2]}"),
        new Case<>(
            new QueriesTask(),
            new AdKeywords(
                AdDossier.of(Samples.KNIFE),
                List.of("knife", "walnut"),
                new Bm25(List.of(Samples.KNIFE.sheet())),
                0),
            "{\"queries\": [{\"keyword\": \"knife\", \"text\": \"chef knife\"}, {\"keyword\": \"walnut\","
                + " \"text\": \"walnut handle knife\"}, {\"keyword\": \"knife\", \"text\": \"forged kitchen knife\"}]}"),
        new Case<>(
            new ProfileTask(),
            new UserHistory(Samples.USER, java.time.Instant.EPOCH, List.of()),
            "{\"summary\": \"Wants a sharp kitchen knife; has a cutting board.\", \"interests\":"
                + " [{\"topic\": \"kitchen knives\", \"strength\": \"HIGH\", \"evidence\": [1, 2]}]}"),
        new Case<>(
            new TagsTask(),
            new TaggedItem(Samples.KNIFE, Optional.empty()),
            "{\"product\": \"chef's knife\", \"functions\": [\"cutting\"], \"audience\": [\"home cooks\"],"
                + " \"scene\": [\"kitchen\"], \"brand\": \"Solen\", \"tone\": \"PLAIN\"}"),
        new Case<>(
            new SummaryTask(),
            Samples.KNIFE,
            "{\"summary\": \"A forged chef's knife of 20 cm with a walnut handle.\"}"),
        new Case<>(
            new CopyTask(CopyPolicy.STANDARD),
            AdDossier.of(Samples.KNIFE),
            "{\"variants\": [{\"style\": \"INFORMATIVE\", \"headline\": \"Chef's knife, 20 cm\", \"body\": \"Forged"
                + " steel, walnut handle.\"}, {\"style\": \"BENEFIT\", \"headline\": \"Sharp out of the box\", \"body\":"
                + " \"Forged steel that cuts from day one.\"}, {\"style\": \"PLAYFUL\", \"headline\": \"Tomatoes, take"
                + " care\", \"body\": \"Forged steel, walnut handle.\"}, {\"style\": \"QUESTION\", \"headline\": \"Looking"
                + " for a sharp knife?\", \"body\": \"Forged steel, 20 cm.\"}]}"),
        new Case<>(
            new ReasonTask(),
            slate,
            "{\"reasons\": [{\"ad\": 1, \"because\": [1], \"text\": \"You searched for a sharp kitchen knife.\"},"
                + " {\"ad\": 2, \"because\": [], \"text\": \"A cast iron pan for every hob.\"}]}"),
        new Case<>(
            new RerankTask(),
            new Candidates(
                "c",
                Samples.USER,
                Optional.of("knife"),
                List.of(Samples.PAN, Samples.KNIFE),
                List.of()),
            "{\"order\": [2, 1]}"),
        new Case<>(new SlateTask(), slate, "{\"diversity\": 4, \"relevance\": 8, \"quality\": 9}"),
        new Case<>(
            new ReportTask(),
            new Measured(
                "camp-12",
                List.of(new Measured.Named("campaign", "camp-12")),
                List.of(new Figure("clicks", BigDecimal.valueOf(225), ""))),
            "{\"headline\": \"Clicks of camp-12\", \"paragraphs\": [\"The campaign brought 225 clicks.\"]}"));
  }

  private static Path file(Case<?, ?> each) {
    return Path.of(System.getProperty("adlib.root"), "llm/src/test/resources/cassettes")
        .resolve(each.task().name() + ".jsonl");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRecordedAnswerIsAccepted(Case<?, ?> each) throws Exception {
    if (Boolean.getBoolean("adlib.record")) {
      Files.deleteIfExists(file(each));
      try (var recording =
          Cassette.record(file(each), TestingModel.saying(prompt -> Answers.of(each.answer())))) {
        recording.ask(each.prompt());
      }
    }
    try (var cassette = Cassette.replay(file(each), FINGERPRINT)) {
      Reply reply = cassette.ask(each.prompt());
      assertThat(reply)
          .as("the template changed: raise the task's version and record anew")
          .isInstanceOf(Reply.Answered.class);
      assertThat(each.judge(((Reply.Answered) reply).text())).isInstanceOf(Verdict.Accepted.class);
    }
  }

  @Test
  void aRecordingAsksOnceAndReplaysTheSame() throws Exception {
    Path file = folder.resolve("c.jsonl");
    var model = TestingModel.saying(prompt -> "text");
    Prompt prompt = cases().getFirst().prompt();
    try (var recording = Cassette.record(file, model)) {
      recording.ask(prompt);
      recording.ask(prompt);
    }
    assertThat(model.asked()).hasSize(1);
    try (var replay = Cassette.replay(file, FINGERPRINT)) {
      assertThat(replay.ask(prompt)).isEqualTo(model.ask(prompt));
      assertThat(replay.ask(prompt.with("more"))).isInstanceOf(Reply.Refused.class);
    }
  }
}
