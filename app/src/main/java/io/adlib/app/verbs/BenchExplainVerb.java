package io.adlib.app.verbs;

import io.adlib.app.bench.ExplainBench;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import io.adlib.evaluate.metrics.Interval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Attention against what leaving events out does. */
@Command(
    name = "explain",
    description =
        "How far the generator's attention (rollout) agrees with what leaving events out of a user's"
            + " history does: rank correlation over the latest requests of users in the log, for the ad that"
            + " the live release finds most probable.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench explain -w shop --requests 500"})
final class BenchExplainVerb implements Runnable {

  private static final int MOST = 1_000_000;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "500",
      description = "Requests, each of another user (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of which users (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public void run() {
    if (requests < 1 || requests > MOST) {
      throw new InputException(
          requests + " requests cannot be explained", "give --requests from 1 to " + MOST);
    }
    ExplainBench.Report report = new ExplainBench(requests, seed).run(workspace.open());
    if (workspace.json()) {
      Output.json(report);
      return;
    }
    Output.line(
        "release %s: %d of %d requests compared, %.1f events read at each",
        report.release(), report.compared(), report.requests(), report.events());
    line("attention and effect", report.agreement());
    line("recency and effect", report.recency());
    line("attention over recency", report.over_recency());
    Interval same = report.same_first();
    Output.line(
        "%-23s %.1f %% (%.1f to %.1f)",
        "same event first", 100 * same.mean(), 100 * same.low(), 100 * same.high());
  }

  private static void line(String what, Interval value) {
    Output.line("%-23s %+.3f (%+.3f to %+.3f)", what, value.mean(), value.low(), value.high());
  }
}
