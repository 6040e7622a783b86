package io.adlib.app.enrich;

import io.adlib.app.lm.SmallGrader;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.config.LlmConfig;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Models;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Graders;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.JudgmentFile;
import io.adlib.llm.relevance.RelevanceBenchmark;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Estimate;
import io.adlib.llm.run.Pauses;
import io.adlib.llm.run.Result;
import io.adlib.llm.run.Settings;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Grades a folder of judgments by every model there is and says how well each agrees with people.
 *
 * @param data the folder
 * @param work where vectors and paid answers are kept
 * @param config of the language model; none is fine
 * @param small passes over the training rows of the small language model that comes with Adlib,
 *     trained on for each fold; 0 for none
 * @param crossEncoder passes over the training rows of a pretrained encoder fine-tuned on each
 *     fold; 0 for none
 * @param limit most rows that the language model grades; 0 for all
 */
public record RelevanceRun(
    Path data,
    Path work,
    LlmConfig config,
    Map<String, String> environment,
    int small,
    int crossEncoder,
    int limit,
    Seed seed,
    boolean yes,
    Consumer<String> say,
    Progress progress) {

  /** One row a model. */
  public List<RelevanceBenchmark.Row> run() {
    List<Judgment> rows = JudgmentFile.read(data);
    var benchmark = new RelevanceBenchmark(rows, seed);
    var results = new ArrayList<RelevanceBenchmark.Row>();
    var model = new MiniLmEncoder(new MiniLmSettings(256, 1, 1));
    try (var encoder =
        CachedEncoder.ofTexts(
            model, EmbeddingCache.open(work, model.fingerprint(), model.dimension()))) {
      for (Grader grader : Graders.untrained(rows, encoder, progress)) {
        results.add(benchmark.run(grader, progress));
      }
      results.add(benchmark.run(new ServedGrader(encoder, seed.of("served")), progress));
    }
    if (small > 0) {
      var grader = new SmallGrader(work.resolve("small"), small, seed.of("small"));
      results.add(benchmark.run(grader, progress));
    }
    if (crossEncoder > 0) {
      var grader =
          new CrossEncoderGrader(
              work.resolve("cross-encoder"), crossEncoder, seed.of("cross-encoder"));
      results.add(benchmark.run(grader, progress));
    }
    if (config.client() == LlmConfig.Client.NONE) {
      say.accept(
          "no language model is configured, so none is graded: set llm.client in adlib.yaml");
    } else {
      results.add(graded(limit > 0 && limit < rows.size() ? rows.subList(0, limit) : rows));
    }
    return results;
  }

  private RelevanceBenchmark.Row graded(List<Judgment> rows) {
    InstantSource clock = InstantSource.system();
    var task = new RelevanceTask();
    List<QueryAd> inputs = rows.stream().map(Judgment::pair).toList();
    Settings settings = Settings.of(config);
    try (LanguageModel model = Models.open(config, environment, clock);
        var store = AnswerStore.open(work.resolve("answers"), config.currency())) {
      Estimate estimate = Estimate.of(task, inputs, model, store, settings);
      say.accept(Confirmation.line(task.name(), model.fingerprint(), estimate));
      if (!yes && estimate.calls() > 0) {
        Confirmation.ask();
      }
      var batch = new Batch(model, store, settings, clock, Pauses.REAL, new Seed(clock.millis()));
      Batch.Run<RelevanceTask.Answer> run = batch.run(task, inputs, progress);
      return row(rows, model.fingerprint(), run);
    } catch (InterruptedException _) {
      throw new CancellationException();
    }
  }

  private RelevanceBenchmark.Row row(
      List<Judgment> rows, String name, Batch.Run<RelevanceTask.Answer> run) {
    var graded = new ArrayList<Judgment>();
    var grades = new ArrayList<Integer>();
    for (int i = 0; i < rows.size(); i++) {
      Optional<Result<RelevanceTask.Answer>> result = run.results().get(i);
      if (result.orElse(null) instanceof Result.Accepted<RelevanceTask.Answer> accepted) {
        graded.add(rows.get(i));
        grades.add(accepted.verdict().answer().grade().number());
      }
    }
    if (graded.isEmpty()) {
      throw new InputException(
          name + " graded none of " + rows.size() + " rows: " + run.end(),
          "check llm.endpoint and llm.model, or run it without");
    }
    return RelevanceBenchmark.row(
        name, graded, grades.stream().mapToInt(grade -> grade).toArray(), seed);
  }
}
