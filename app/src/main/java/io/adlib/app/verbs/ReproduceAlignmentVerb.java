package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.learn.alignment.AlignmentWeights;
import io.adlib.learn.alignment.CollaborativeSource;
import io.adlib.learn.reproduce.AlignmentPage;
import io.adlib.learn.reproduce.AlignmentReport;
import io.adlib.learn.reproduce.AlignmentReproduction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The progressive alignment recipe on public data. */
@Command(
    name = "alignment",
    description =
        "Semantic IDs without, with some, and with all alignment with behaviour: what they say about"
            + " behaviour, and how well the same generator does on each. An interrupted run goes on.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      ReproduceOptions.LAYOUT,
      "",
      "Example:",
      "  adlib reproduce alignment --data amazon-beauty --seeds 5"
    })
final class ReproduceAlignmentVerb implements Runnable {

  private static final int MOST_SEEDS = 100;

  @Mixin private ReproduceOptions common = new ReproduceOptions();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Generators a recipe (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--tokenizers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Tokenizers a recipe, shared by the generators in turn (default: as many).")
  private int tokenizers;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      defaultValue = "4",
      description = "Passes of each generator over the data (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--source",
      defaultValue = "TWO_TOWER",
      description =
          "Whose collaborative vectors: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private CollaborativeSource source;

  @Option(
      names = "--blind",
      description =
          "Measure information, too, of tokenizers whose alignment did not see the items that it is"
              + " measured on.")
  private boolean blind;

  @Override
  public void run() {
    Duration budget = common.budget();
    if (seeds < 1 || seeds > MOST_SEEDS || tokenizers < 0 || tokenizers > seeds || epochs < 1) {
      throw new InputException(
          "%d seeds on %d tokenizers for %d epochs cannot be run"
              .formatted(seeds, tokenizers, epochs),
          "give from 1 to %d seeds, no more tokenizers than seeds, and at least one epoch"
              .formatted(MOST_SEEDS));
    }
    SequentialDataset dataset = SequentialDataset.read(common.data());
    Path folder = common.work("alignment", dataset.name());
    var options =
        new AlignmentReproduction.Options(
            seeds,
            tokenizers == 0 ? seeds : tokenizers,
            epochs,
            budget,
            ReproduceOptions.THREADS,
            source,
            AlignmentWeights.DEFAULT,
            blind);
    AlignmentReport report =
        AlignmentReproduction.run(
            dataset,
            folder,
            options,
            TerminalProgress.detect(),
            common.seed(),
            InstantSource.system());
    ReportFiles.write(folder, "report", AlignmentPage.of(report, facts()), report)
        .print(common.json(), () -> table(report));
  }

  private Map<String, String> facts() {
    Map<String, String> facts =
        common.facts(
            "adlib reproduce alignment --seeds %d --tokenizers %d --epochs %d --source %s%s"
                .formatted(seeds, tokenizers, epochs, source, blind ? " --blind" : ""));
    facts.put("weights", AlignmentWeights.DEFAULT.toString());
    return facts;
  }

  private static void table(AlignmentReport report) {
    Output.line(
        "%-14s %6s %8s %8s %8s %8s %11s",
        "recipe", "seeds", "R@5", "N@5", "R@10", "N@10", "collisions");
    for (AlignmentReport.Row row : report.rows()) {
      var top = row.masked();
      Output.line(
          "%-14s %6d %8.4f %8.4f %8.4f %8.4f %10.1f%%",
          row.recipe(),
          row.seeds(),
          top.r5(),
          top.n5(),
          top.r10(),
          top.n10(),
          100 * row.collisions());
    }
    Output.line("");
    for (AlignmentReport.Difference difference : report.differences()) {
      var r10 = difference.r10();
      Output.line(
          "%-14s R@10 %+.4f against none, 95 %% interval %+.4f to %+.4f",
          difference.recipe(), r10.mean(), r10.low(), r10.high());
    }
    Output.line("");
    Output.line("%-14s %-12s %8s %8s %6s", "vectors", "about", "nats", "blind", "log N");
    for (AlignmentReport.Information row : report.information()) {
      Output.line(
          "%-14s %-12s %8.3f %8s %6.3f",
          row.vector(),
          row.about(),
          row.nats(),
          row.blind().map("%.3f"::formatted).orElse("-"),
          Math.log(row.among()));
    }
  }
}
