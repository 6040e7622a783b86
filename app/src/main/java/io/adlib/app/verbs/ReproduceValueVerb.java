package io.adlib.app.verbs;

import io.adlib.app.reproduce.Rehearsal;
import io.adlib.app.reproduce.ValuePage;
import io.adlib.app.reproduce.ValueReport;
import io.adlib.app.reproduce.ValueReproduction;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.evaluate.lift.Relative;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The value stages on the demo market. */
@Command(
    name = "value",
    description =
        "What fine-tuning by value, DPO, HEPO and a search guided by value add on the demo market: the"
            + " true value of the generator's lists, revenue, and what they cost in hit rate. An interrupted"
            + " run goes on.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib reproduce value --seeds 3"})
final class ReproduceValueVerb implements Runnable {

  private static final int MOST_SEEDS = 100;

  /** How large the market is. */
  enum Scale {
    TINY(DemoScale.TINY),
    SMALL(new DemoScale(3_000, 1_600, 1_200, 14, DemoScale.FULL.start())),
    FULL(DemoScale.FULL);

    private final DemoScale size;

    Scale(DemoScale size) {
      this.size = size;
    }
  }

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "value-demo",
      description = "Checkpoints and the report (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Trainings of each stage (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--visits",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Visits that each is measured at (default: ${DEFAULT-VALUE}).")
  private int visits;

  @Option(
      names = "--scale",
      defaultValue = "FULL",
      description = "Of the market: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Scale scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the market and all trainings (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  @Override
  public void run() {
    if (seeds < 1 || seeds > MOST_SEEDS || visits < 1) {
      throw new InputException(
          seeds + " seeds at " + visits + " visits cannot be run",
          "give from 1 to " + MOST_SEEDS + " seeds and at least one visit");
    }
    var options = new ValueReproduction.Options(scale.size, seeds, visits);
    ValueReport report =
        ValueReproduction.run(options, work, TerminalProgress.detect(), new Seed(seed));
    String command =
        "adlib reproduce value --scale %s --seeds %d --visits %d --seed %d"
            .formatted(scale, seeds, visits, seed);
    ReportFiles.write(work, "report", ValuePage.of(report, ReportFiles.made(command)), report)
        .print(json, () -> table(report));
  }

  private static void table(ValueReport report) {
    Output.line(
        "%d seeds, %,d visits; means, ± half of the 95 %% interval",
        report.seeds(), report.visits());
    Output.line(
        "%-14s %15s %15s %15s %17s %17s %15s %15s",
        "",
        "nDCG@40",
        "average value",
        "maximum value",
        "revenue",
        "attainable",
        "CTR, %",
        "HR@50");
    for (ValueReport.Row row : report.rows()) {
      Output.line(
          "%-14s %15s %15s %15s %17s %17s %15s %15s",
          row.configuration(),
          text(row.ndcg(), 1, 4),
          text(row.average(), 1, 2),
          text(row.maximum(), 1, 1),
          text(row.revenue(), 1, 1),
          text(row.attainable(), 1, 1),
          text(row.ctr(), 100, 2),
          text(row.hitRate(), 1, 4));
    }
    Output.line("");
    Output.line(
        "relative differences in percent, seed by seed; * where 0 lies outside the interval");
    for (ValueReport.Step step : report.steps()) {
      Output.line(
          "%-28s %15s %15s %15s %17s %17s %15s %15s",
          step.from() + " → " + step.to(),
          change(step.ndcg()),
          change(step.average()),
          change(step.maximum()),
          change(step.revenue()),
          change(step.attainable()),
          "",
          change(step.hitRate()));
    }
    report
        .stops()
        .forEach((name, stops) -> stops.forEach(stop -> Output.line("%-6s %s", name, stop)));
    Output.line("");
    for (Rehearsal rehearsal : report.rehearsal()) {
      Output.line(
          "rehearsed: revenue %s over a narrow search (expected %s), expected %s over a wide one",
          text(rehearsal.overNarrow()),
          text(rehearsal.overNarrowExpected()),
          text(rehearsal.overWideExpected()));
    }
  }

  private static String text(Relative relative) {
    return "%+.1f %% [%+.1f, %+.1f]"
        .formatted(100 * relative.mean(), 100 * relative.low(), 100 * relative.high());
  }

  private static String text(ValueReport.Figure figure, double factor, int digits) {
    return ("%." + digits + "f ± %." + digits + "f")
        .formatted(factor * figure.mean(), factor * figure.half());
  }

  private static String change(ValueReport.Figure figure) {
    return "%+.1f ± %.1f%s"
        .formatted(100 * figure.mean(), 100 * figure.half(), figure.significant() ? "*" : " ");
  }
}
