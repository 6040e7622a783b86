package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialPage;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.learn.reproduce.ColdReproduction;
import io.adlib.learn.reproduce.SequentialReproduction;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reproduces public numbers. */
@Command(
    name = "reproduce",
    description =
        "Reproduces public numbers on a folder of public data, or on your own of its layout.",
    mixinStandardHelpOptions = true,
    subcommands = {ReproduceVerb.Sequential.class, ReproduceAlignmentVerb.class},
    footer = {"", "Example:", "  adlib reproduce sequential --data amazon-beauty"})
public final class ReproduceVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** Sequential recommendation. */
  @Command(
      name = "sequential",
      description = {
        "Popularity, the training-free floor, full-softmax SASRec, the generator on semantic IDs, and",
        "a fusion, by leave-one-out and full ranking, masked and unmasked. An interrupted run goes on."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "The folder holds sequences.txt(.gz), a user a line: user item item …, and items.tsv(.gz) with",
        "item_id and title, or llm_keywords.",
        "",
        "Example:",
        "  adlib reproduce sequential --data amazon-beauty --seeds 1 --minutes 60"
      })
  static final class Sequential implements Runnable {

    /** Models this narrow train no faster on two, for all the waiting between small products. */
    private static final int THREADS = 1;

    @Option(
        names = "--data",
        required = true,
        paramLabel = "DIR",
        description = "The folder of data.")
    private Path data;

    @Option(
        names = "--work",
        paramLabel = "DIR",
        description = "Checkpoints and the report (default: reproduce-NAME here).")
    private Path work = Path.of("");

    @Option(
        names = "--seeds",
        paramLabel = "N",
        defaultValue = "1",
        description = "Trainings of each model (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
        names = "--minutes",
        paramLabel = "M",
        defaultValue = "0",
        description = "Bound on all trainings together (default: none).")
    private int minutes;

    @Option(
        names = "--order",
        defaultValue = "CANONICAL",
        description = "Order of same-day purchases: ${COMPLETION-CANDIDATES}.")
    private SequentialDataset.Order order;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Root of all seeds (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--cold",
        arity = "0..1",
        paramLabel = "SHARE",
        fallbackValue = ".1",
        description = {
          "Hold this share of the items out of training, and rank them too (default: .1):",
          "popularity, text kNN, and the generator with and without the path for new items."
        })
    private double cold;

    @Option(names = "--json", description = "Print JSON on standard output, for programs.")
    private boolean json;

    @Override
    public void run() {
      SequentialDataset dataset = SequentialDataset.read(data, order);
      Path folder = work.toString().isEmpty() ? Path.of("reproduce-" + dataset.name()) : work;
      Duration budget = minutes <= 0 ? TrainingConfig.NO_LIMIT : Duration.ofMinutes(minutes);
      var options = new SequentialReproduction.Options(seeds, budget, THREADS);
      SequentialReport report =
          run(dataset, folder, options)
              .orElseThrow(
                  () ->
                      new EnvironmentException(
                          "the reproduction was interrupted; its checkpoints are in " + folder,
                          "run the same command again: it goes on from there"));
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("data", data.toString());
      facts.put(
          "command",
          "adlib reproduce sequential --data DIR%s --seeds %d --minutes %d --seed %d"
              .formatted(cold > 0 ? " --cold " + cold : "", seeds, minutes, seed));
      facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
      facts.put("date", LocalDate.now(java.time.ZoneOffset.UTC).toString());
      String page = cold > 0 ? "report-cold.html" : "report.html";
      new SequentialPage(report, facts).write(folder.resolve(page));
      if (json) {
        Output.json(Map.of("rows", report.rows()));
      } else {
        table(report);
        Output.line("the page: %s", folder.resolve(page).toAbsolutePath());
      }
    }

    private Optional<SequentialReport> run(
        SequentialDataset dataset, Path folder, SequentialReproduction.Options options) {
      var progress = TerminalProgress.detect();
      var root = new Seed(seed);
      var clock = InstantSource.system();
      return cold > 0
          ? ColdReproduction.run(dataset, cold, folder, options, progress, root, clock)
          : SequentialReproduction.run(dataset, folder, options, progress, root, clock);
    }

    private static void table(SequentialReport report) {
      Output.line("%-36s %6s   %-31s   %-31s", "", "", "masked", "unmasked");
      Output.line(
          "%-36s %6s   %7s %7s %7s %7s   %7s %7s %7s %7s",
          "method", "seeds", "R@5", "N@5", "R@10", "N@10", "R@5", "N@5", "R@10", "N@10");
      for (Slice slice : Slice.values()) {
        List<SequentialReport.Row> rows = report.rows(slice);
        if (!rows.isEmpty()) {
          Output.line("%s, %,d cases", slice.text(), rows.getFirst().cases());
        }
        rows.forEach(Sequential::line);
      }
    }

    private static void line(SequentialReport.Row row) {
      var m = row.masked();
      var u = row.unmasked();
      Output.line(
          "%-36s %6d   %7.4f %7.4f %7.4f %7.4f   %7.4f %7.4f %7.4f %7.4f",
          "  " + row.method(),
          row.seeds(),
          m.r5(),
          m.n5(),
          m.r10(),
          m.n10(),
          u.r5(),
          u.n5(),
          u.r10(),
          u.n10());
    }
  }
}
