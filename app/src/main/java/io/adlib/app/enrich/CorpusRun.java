package io.adlib.app.enrich;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.config.LlmConfig;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.llm.corpus.CorpusBuilder;
import io.adlib.llm.corpus.GoldBar;
import io.adlib.llm.corpus.Labelled;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Models;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.JudgmentFile;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Estimate;
import io.adlib.llm.run.Pauses;
import io.adlib.llm.run.Settings;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A training corpus of people's judgments: the configured model as teacher writes a rationale for
 * each, and those are kept that lead to people's grade and argue from the prompt.
 *
 * @param data folder of judgments
 * @param gold file of rationales that people wrote: lines of {@code {"id": …, "rationale": […]}}
 * @param work where paid answers are kept
 * @param tries answers an example, at most
 * @param limit most examples; 0 for all
 */
public record CorpusRun(
    Path data,
    Path gold,
    Path work,
    LlmConfig config,
    Map<String, String> environment,
    int tries,
    int limit,
    boolean yes,
    Consumer<String> say,
    Progress progress) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record GoldLine(String id, List<String> rationale) {}

  /** Builds the corpus. */
  public CorpusBuilder.Report run(Path out) {
    Models.requireConfigured(config);
    var task = new RelevanceTask();
    Settings settings = Settings.of(config);
    List<Judgment> rows = JudgmentFile.read(data);
    var limits = new Draft.Limits(config.promptTokens(), config.answerTokens());
    GoldBar bar = GoldBar.of(task, gold(rows), limits);
    List<Judgment> some = limit > 0 && limit < rows.size() ? rows.subList(0, limit) : rows;
    List<Labelled<QueryAd, RelevanceTask.Answer>> examples =
        some.stream().map(row -> new Labelled<>(row.pair(), answer(row))).toList();
    InstantSource clock = InstantSource.system();
    try (LanguageModel model = Models.open(config, environment, clock);
        var store = AnswerStore.open(work.resolve("answers"), config.currency())) {
      List<QueryAd> inputs = examples.stream().map(Labelled::input).toList();
      Estimate estimate = Estimate.of(task, inputs, model, store, settings);
      say.accept(Confirmation.line("corpus of " + task.name(), model.fingerprint(), estimate));
      if (!yes && estimate.calls() > 0) {
        Confirmation.ask();
      }
      var batch = new Batch(model, store, settings, clock, Pauses.REAL, new Seed(clock.millis()));
      return new CorpusBuilder(batch, limits, bar, tries).build(task, examples, out, progress);
    } catch (InterruptedException _) {
      throw new CancellationException();
    }
  }

  private static RelevanceTask.Answer answer(Judgment row) {
    return new RelevanceTask.Answer(Grade.of(row.grade()));
  }

  private List<GoldBar.Gold<QueryAd>> gold(List<Judgment> rows) {
    Map<String, Judgment> byId = new HashMap<>();
    rows.forEach(row -> byId.put(row.id(), row));
    var all = new ArrayList<GoldBar.Gold<QueryAd>>();
    int number = 0;
    for (String text : lines()) {
      number++;
      if (text.isBlank()) {
        continue;
      }
      GoldLine line = line(text, number);
      Judgment row = byId.get(line.id());
      if (row == null) {
        throw new InputException(
            gold + ":" + number + " is about '" + line.id() + "', which is no judgment's id",
            "use ids of " + data);
      }
      all.add(new GoldBar.Gold<>(row.pair(), line.rationale()));
    }
    return all;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(gold);
    } catch (IOException e) {
      throw DiskFailure.of("reading", gold, e);
    }
  }

  private GoldLine line(String text, int number) {
    try {
      GoldLine line = JSON.readValue(text, GoldLine.class);
      Objects.requireNonNull(line.id());
      Objects.requireNonNull(line.rationale());
      return line;
    } catch (JacksonException | NullPointerException e) {
      throw new InputException(
          gold + ":" + number + " is no rationale",
          "write {\"id\": \"17\", \"rationale\": [\"…\", \"…\"]} on each line",
          e);
    }
  }
}
