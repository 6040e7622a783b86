package io.adlib.app.verbs;

import io.adlib.app.demo.ComparisonTable;
import io.adlib.app.fusion.FusionReproduction;
import io.adlib.app.fusion.HeldOutDays;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.market.demo.DemoMarket;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What fusing the generator with other evidence brings on the built-in market. */
@Command(
    name = "fusion",
    description =
        "The generator alone and fused with co-occurrence and texts, on the built-in market: asked"
            + " for the clicks of the days after its history, and serving simulated visits. What a demo in"
            + " the same folder has made is found again.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib reproduce fusion --work demo"})
final class ReproduceFusionVerb implements Runnable {

  private static final int MOST_DAYS = 30;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "The market's workspace, and the report (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Days after the history whose clicks are asked for (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--visits",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Visits that both serve (default: ${DEFAULT-VALUE}).")
  private int visits;

  @Option(
      names = "--sasrec",
      description =
          "Also ask for the clicks with SASRec as one evidence more, trained for at most 20 minutes;"
              + " no release has it.")
  private boolean withSasRec;

  @Mixin private MarketOptions common = new MarketOptions();

  @Override
  public void run() {
    if (days < 1 || days > MOST_DAYS || visits < 1) {
      throw new InputException(
          days + " days and " + visits + " visits cannot be run",
          "give --days from 1 to " + MOST_DAYS + " and --visits of at least 1");
    }
    DemoMarket market = common.market();
    FusionReproduction.Report report =
        new FusionReproduction(work, market, withSasRec, TerminalProgress.detect())
            .run(days, visits, common.seed());
    AtomicFiles.write(work.resolve("reports").resolve("fusion.json"), Output.jsonText(report));
    if (common.json()) {
      Output.json(report);
      return;
    }
    print(report.heldOut());
    ComparisonTable.lines(visits, report.served(), market.catalogue().rates().base())
        .forEach(line -> Output.line("%s", line));
  }

  private static void print(HeldOutDays.Report report) {
    Output.line(
        "%,d clicks of %,d users on the %d days after the history:",
        report.clicks(), report.users(), report.days());
    Output.line("  %-12s %8s %8s %10s %10s", "recall", "HR@10", "N@10", "proposed", "cpu, µs");
    report
        .figures()
        .forEach(
            (name, f) ->
                Output.line(
                    "  %-12s %8.4f %8.4f %9.2f%% %10.0f",
                    name, f.hitRate(), f.ndcg(), 100 * f.recalled(), f.cpuMicros()));
    report
        .lift()
        .forEach(
            (name, lift) ->
                lift.forEach(
                    (what, relative) ->
                        Output.line(
                            "  %-12s %+7.1f %% over %-12s [%+.1f %%, %+.1f %%]",
                            what,
                            100 * relative.mean(),
                            name,
                            100 * relative.low(),
                            100 * relative.high())));
  }
}
