package io.adlib.app.verbs;

import io.adlib.app.ablation.Ablation;
import io.adlib.app.ablation.AblationPage;
import io.adlib.app.ablation.AblationPart;
import io.adlib.app.ablation.AblationReport;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What each part of GPR brings on the built-in market. */
@Command(
    name = "ablation",
    description =
        "The generator with no part of GPR, with each alone, and with all, trained on the built-in"
            + " market and asked for the next ads of users that it was not trained on. An interrupted run"
            + " goes on after the last configuration and seed that were done.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib reproduce ablation --seeds 3"})
final class ReproduceAblationVerb implements Runnable {

  private static final int MOST_SEEDS = 100;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "ablation",
      description = "The market, the runs and the report (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Trainings of each configuration (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Which configurations (default: all): ${COMPLETION-CANDIDATES}.")
  private AblationPart[] parts = AblationPart.values();

  @Mixin private MarketOptions common = new MarketOptions();

  @Override
  public void run() {
    if (parts.length == 0) {
      throw new InputException("--parts names none", "leave it out for all");
    }
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new InputException(
          seeds + " seeds cannot be run", "give --seeds from 1 to " + MOST_SEEDS);
    }
    AblationReport report =
        new Ablation(work, TerminalProgress.detect(), common.seed(), InstantSource.system())
            .run(common.market(), List.of(parts), seeds);
    String command =
        "adlib reproduce ablation --seeds %d --parts %s %s"
            .formatted(
                seeds,
                Arrays.stream(parts).map(AblationPart::name).collect(Collectors.joining(",")),
                common);
    ReportFiles.write(
            work,
            "report",
            AblationPage.of(report, ReportFiles.made(command)),
            Map.of("rows", report.json()))
        .print(common.json(), () -> report.lines().forEach(line -> Output.line("%s", line)));
  }
}
