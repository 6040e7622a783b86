package io.adlib.app.verbs;

import io.adlib.app.enrich.CorpusRun;
import io.adlib.app.terminal.Output;
import io.adlib.data.config.AdlibConfig;
import io.adlib.llm.corpus.CorpusBuilder;
import io.adlib.llm.model.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds a training corpus with the configured model as teacher. */
@Command(
    name = "corpus",
    description =
        "Has the configured model write rationales for people's judgments, unaware of their grades, and"
            + " keeps those that lead to the grade and argue from the prompt: JSON Lines in the chat form that"
            + " trainers read. An interrupted run goes on; no answer is paid for twice.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  adlib enrich corpus --data judgments --gold gold.jsonl --out corpus.jsonl"
    })
final class EnrichCorpusVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "A folder of people's judgments.")
  private Path data;

  @Option(
      names = "--gold",
      required = true,
      paramLabel = "FILE",
      description = "Five or more rationales by people: lines of {\"id\": …, \"rationale\": […]}.")
  private Path gold;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "corpus.jsonl",
      description = "The corpus (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "enrich-corpus",
      description = "Paid answers (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--tries",
      paramLabel = "N",
      defaultValue = "3",
      description = "Answers an example, at most (default: ${DEFAULT-VALUE}).")
  private int tries;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N judgments.")
  private int limit;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  public void run() {
    Bounds.whole("--tries", tries, 1, 100);
    Bounds.whole("--limit", limit, 0, Integer.MAX_VALUE);
    Path file = options.folder().resolve("adlib.yaml");
    AdlibConfig settings =
        Files.isRegularFile(file) ? AdlibConfig.read(file) : AdlibConfig.defaults();
    CorpusBuilder.Report report =
        new CorpusRun(
                data,
                gold,
                work,
                Models.configured(settings.llm(), System.getenv()),
                System.getenv(),
                tries,
                limit,
                yes,
                System.err::println,
                options.progress())
            .run(out);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("examples", report.examples());
    facts.put("kept", report.kept());
    facts.put("wrong", report.wrong());
    facts.put("ungrounded", report.ungrounded());
    facts.put("unusable", report.unusable());
    facts.put("kept at each try", report.keptAtTry());
    facts.put("grounded words asked for", report.bar());
    report.stopped().ifPresent(why -> facts.put("stopped", why));
    facts.put("corpus", out.toString());
    Output.facts(options.json(), facts);
  }
}
