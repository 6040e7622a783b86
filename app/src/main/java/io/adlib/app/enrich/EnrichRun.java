package io.adlib.app.enrich;

import io.adlib.app.pipeline.Session;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.LlmConfig;
import io.adlib.data.tables.EventLog;
import io.adlib.data.workspace.Workspace;
import io.adlib.llm.job.Enrichment;
import io.adlib.llm.job.Job;
import io.adlib.llm.market.Market;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Models;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Estimate;
import io.adlib.llm.run.Pauses;
import io.adlib.llm.run.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A job of a workspace: estimated, agreed to, run, kept as an artifact named by data, model and
 * template. What is there already is found, not made again.
 *
 * @param session the open workspace
 * @param config of the model, the environment and options taken in
 * @param environment where the key is
 * @param limit most inputs; 0 for all
 * @param asOf what came from then on is not looked at; empty for the job's own choice
 * @param yes do not ask
 * @param dryRun estimate only
 * @param say where the estimate goes
 */
public record EnrichRun(
    Session session,
    LlmConfig config,
    Map<String, String> environment,
    int limit,
    Optional<Instant> asOf,
    boolean yes,
    boolean dryRun,
    Consumer<String> say) {

  /** What there is in the end: nothing after an estimate only. */
  public record Done(Artifact artifact, Enrichment.Report report) {}

  /** Where a workspace keeps paid answers and the ledger. */
  public static Path answers(Workspace workspace) {
    return workspace.folder(Workspace.Area.STATE).resolve("answers");
  }

  /** Runs one job. */
  public <I, A> Optional<Done> run(Job<I, A> job) {
    InstantSource clock = InstantSource.system();
    try (LanguageModel model = Models.open(config, environment, clock)) {
      Instant until = asOf.orElseGet(() -> until(job));
      ArtifactKey key = key(job, model, until);
      Optional<Artifact> found = session.artifacts().find(key);
      if (found.isPresent()) {
        return found.map(made -> new Done(made, Enrichment.report(made.folder())));
      }
      List<I> inputs = inputs(job, until);
      Settings settings = Settings.of(config);
      try (var store = AnswerStore.open(answers(session.workspace()), config.currency())) {
        Estimate estimate = Estimate.of(job.task(), inputs, model, store, settings);
        say.accept(Confirmation.line(job.task().name(), model.fingerprint(), estimate));
        if (dryRun) {
          return Optional.empty();
        }
        if (!yes && estimate.calls() > 0) {
          Confirmation.ask();
        }
        var batch = new Batch(model, store, settings, clock, Pauses.REAL, new Seed(clock.millis()));
        Artifact made =
            session.artifacts().build(key, (payload, _) -> write(job, inputs, batch, payload));
        return Optional.of(new Done(made, Enrichment.report(made.folder())));
      }
    }
  }

  private <I, A> void write(Job<I, A> job, List<I> inputs, Batch batch, Path payload) {
    try {
      Enrichment.run(job.task(), inputs, batch, payload, session.progress());
    } catch (InterruptedException _) {
      throw new CancellationException();
    }
  }

  private ArtifactKey key(Job<?, ?> job, LanguageModel model, Instant until) {
    return new ArtifactKey(
        Enrichment.kind(job.task().name()),
        Map.of("catalogue", session.data().catalogueHash(), "events", session.data().eventsHash()),
        "v2 template %d, %s, prompt tokens %d, answer tokens %d, limit %d, as of %s"
            .formatted(
                job.task().version(),
                model.fingerprint(),
                config.promptTokens(),
                config.answerTokens(),
                limit,
                until));
  }

  /**
   * The end, or of a job that is measured on the last day of a longer log the begin of that day. It
   * is one moment for all users, whatever they did.
   */
  private Instant until(Job<?, ?> job) {
    List<LocalDate> days = new EventLog(session.workspace(), InstantSource.system()).days();
    return job.lastDayHeld() && days.size() > 1
        ? days.getLast().atStartOfDay(ZoneOffset.UTC).toInstant()
        : Instant.MAX;
  }

  private <I, A> List<I> inputs(Job<I, A> job, Instant until) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream();
        Progress.Task reading = session.progress().start("read events", log.count())) {
      Market market =
          Market.of(
              session.data().catalogue(),
              session.data().users().values(),
              events.peek(_ -> reading.advance(1)),
              until);
      List<I> inputs = job.inputs().apply(market);
      return limit > 0 && inputs.size() > limit ? inputs.subList(0, limit) : inputs;
    }
  }
}
