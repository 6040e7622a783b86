package io.adlib.app.verbs;

import io.adlib.app.enrich.EnrichRun;
import io.adlib.app.enrich.RelevanceRun;
import io.adlib.app.pipeline.Session;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.LlmConfig;
import io.adlib.data.workspace.Workspace;
import io.adlib.llm.job.Job;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.model.Models;
import io.adlib.llm.relevance.RelevanceBenchmark;
import io.adlib.llm.run.AnswerStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a language-model task over the workspace. */
@Command(
    name = "enrich",
    description =
        "Asks a language model about the workspace's users, ads and contents: says first what it will"
            + " take, then asks. An interrupted run goes on; no answer is paid for twice.",
    mixinStandardHelpOptions = true,
    subcommands = EnrichCorpusVerb.class,
    footer = {
      "",
      "Tasks: relevance, user-ad, queries, profile, tags, summary, copy, reason,",
      "rerank, slate, report.",
      "",
      "The model is set under llm: in adlib.yaml, or by ADLIB_LLM_ENDPOINT and",
      "ADLIB_LLM_MODEL; its key is in ADLIB_LLM_KEY and never written anywhere.",
      "",
      "Examples:",
      "  adlib enrich tags -w shop --dry-run             what it will cost",
      "  adlib enrich tags -w shop --limit 100 --yes     the first hundred",
      "  adlib enrich --ledger -w shop                   what was spent",
      "  adlib enrich relevance --data judgments --json  agreement with people"
    })
public final class EnrichVerb implements Runnable {

  private static final int MOST_EPOCHS = 1000;

  @Mixin private WorkspaceOptions options;

  @Parameters(paramLabel = "TASK", arity = "0..1", description = "What to ask; none lists all.")
  private String task = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N inputs.")
  private int limit;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description =
          "As it would have been at that moment, such as 2026-03-01T00:00:00Z: later events are not looked at."
              + " Default: all; of profiles all but the last day, which measures them.")
  private @Nullable Instant asOf;

  @Option(
      names = "--budget",
      paramLabel = "AMOUNT",
      description = "Most the task may cost, ever, in llm.currency (default: llm.budget).")
  private String budget = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Say what it will take, and stop.")
  private boolean dryRun;

  @Option(names = "--ledger", description = "Print what each task has used so far.")
  private boolean ledger;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "With relevance: a folder of people's judgments to measure models on.")
  private Path data = Path.of("");

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "enrich-relevance",
      description = "With --data: vectors and paid answers (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--small",
      arity = "0..1",
      paramLabel = "EPOCHS",
      defaultValue = "0",
      fallbackValue = "3",
      description =
          "With --data: train the small language model on over each fold too (fallback: 3).")
  private int small;

  @Option(
      names = "--cross-encoder",
      arity = "0..1",
      paramLabel = "EPOCHS",
      defaultValue = "0",
      fallbackValue = "2",
      description = "With --data: fine-tune a text cross-encoder on each fold too (fallback: 2).")
  private int crossEncoder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --data: of the folds (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Bounds.whole("--limit", limit, 0, Integer.MAX_VALUE);
    Bounds.whole("--small", small, 0, MOST_EPOCHS);
    Bounds.whole("--cross-encoder", crossEncoder, 0, MOST_EPOCHS);
    Beside.atMostOne(spec, "--data", "--ledger");
    if (data.toString().isEmpty()) {
      Beside.none(spec, "--data", "--work", "--small", "--cross-encoder", "--seed");
    }
    if (!data.toString().isEmpty()) {
      relevance();
    } else if (ledger) {
      ledger();
    } else if (task.isEmpty()) {
      list();
    } else {
      enrich(Jobs.named(task));
    }
  }

  private void list() {
    Map<String, String> tasks = new LinkedHashMap<>();
    Jobs.all().forEach(job -> tasks.put(job.task().name(), job.about()));
    Output.facts(options.json(), tasks);
  }

  private void enrich(Job<?, ?> job) {
    Workspace workspace = Workspace.open(options.folder());
    LlmConfig config = config(workspace.readConfig().llm());
    Models.requireConfigured(config);
    Session session = options.open();
    var run =
        new EnrichRun(
            session,
            config,
            System.getenv(),
            limit,
            Optional.ofNullable(asOf),
            yes,
            dryRun,
            System.err::println);
    Optional<EnrichRun.Done> done = run.run(job);
    done.ifPresent(
        made -> {
          Map<String, Object> facts = new LinkedHashMap<>();
          facts.put("task", made.report().task());
          facts.put("inputs", made.report().inputs());
          facts.put("accepted", made.report().accepted());
          facts.put("corrected", made.report().corrected());
          facts.put("repaired", made.report().repaired());
          facts.put("rejected", made.report().rejected());
          facts.put("calls", made.report().calls());
          facts.put("cached", made.report().cached());
          facts.put("personal data", made.report().removed());
          facts.putAll(made.report().measures());
          facts.put("artifact", made.artifact().folder().toString());
          Output.facts(options.json(), facts);
        });
  }

  private LlmConfig config(LlmConfig file) {
    LlmConfig config = Models.configured(file, System.getenv());
    return budget.isEmpty() ? config : config.withBudget(Money.parse(budget, config.currency()));
  }

  private void ledger() {
    Workspace workspace = Workspace.open(options.folder());
    String currency = workspace.readConfig().llm().currency();
    Path folder = EnrichRun.answers(workspace);
    Map<String, Object> facts = new LinkedHashMap<>();
    if (Files.isDirectory(folder)) {
      try (var store = AnswerStore.open(folder, currency)) {
        store
            .all()
            .forEach(
                (name, used) ->
                    facts.put(
                        name,
                        options.json()
                            ? used
                            : "%d answers, %d prompt and %d answer tokens, %s; %d calls in doubt, at most %s"
                                .formatted(
                                    used.answered(),
                                    used.inputTokens(),
                                    used.outputTokens(),
                                    used.spent(),
                                    used.inDoubt(),
                                    used.doubtful())));
      }
    }
    Output.facts(options.json(), facts);
  }

  private void relevance() {
    if (!task.equals("relevance")) {
      throw new InputException("--data is for relevance", "try: adlib enrich relevance --data DIR");
    }
    Path file = options.folder().resolve("adlib.yaml");
    AdlibConfig settings =
        Files.isRegularFile(file) ? AdlibConfig.read(file) : AdlibConfig.defaults();
    List<RelevanceBenchmark.Row> rows =
        new RelevanceRun(
                data,
                work,
                config(settings.llm()),
                System.getenv(),
                small,
                crossEncoder,
                limit,
                new Seed(seed),
                yes,
                System.err::println,
                options.progress())
            .run();
    if (options.json()) {
      Output.json(Map.of("data", data.toString(), "seed", seed, "models", rows));
    } else {
      Output.line("%-34s %6s %8s %6s %18s %6s", "model", "rows", "queries", "QWK", "95 %", "exact");
      for (RelevanceBenchmark.Row row : rows) {
        Output.line(
            "%-34s %6d %8d %6.3f   [%6.3f, %6.3f] %6.3f",
            row.grader(),
            row.rows(),
            row.queries(),
            row.kappa().mean(),
            row.kappa().low(),
            row.kappa().high(),
            row.exact());
      }
    }
  }
}
