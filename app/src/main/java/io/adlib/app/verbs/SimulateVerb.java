package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.market.pacing.simulate.PacingDay;
import io.adlib.market.pacing.simulate.PacingPage;
import io.adlib.market.pacing.simulate.PacingPolicy;
import io.adlib.market.pacing.simulate.PacingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Simulates parts of the market. */
@Command(
    name = "simulate",
    description = "Simulates a part of the market on made-up traffic, to compare ways of doing it.",
    mixinStandardHelpOptions = true,
    subcommands = SimulateVerb.Pace.class,
    footer = {"", "Example:", "  adlib simulate pacing"})
public final class SimulateVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** Budgets over a day. */
  @Command(
      name = "pacing",
      description =
          "A day of many campaigns whose budgets are spent as fast as they win, by plain throttling, and"
              + " along learned traffic, with the auction, ledger and pacer that serve. The same for a seed.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  adlib simulate pacing --seed 2 --json"})
  static final class Pace implements Runnable {

    @Option(
        names = "--campaigns",
        paramLabel = "N",
        defaultValue = "500",
        description = "How many (default: ${DEFAULT-VALUE}).")
    private int campaigns;

    @Option(
        names = "--requests",
        paramLabel = "N",
        defaultValue = "80000",
        description = "Requests of an average day (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of everything (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--page",
        paramLabel = "FILE",
        defaultValue = "pacing.html",
        description = "Where the page is written, without --json (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Option(names = "--json", description = "Print JSON on standard output, for programs.")
    private boolean json;

    @Override
    public void run() {
      if (Files.isDirectory(file)) {
        throw new InputException(file + " is a folder", "name a file with --page");
      }
      if (campaigns < 1 || campaigns > 1000 || requests < 100 || requests > 5_000_000) {
        throw new InputException(
            campaigns + " campaigns and " + requests + " requests",
            "use 1 to 1,000 campaigns and 100 to 5,000,000 requests");
      }
      PacingReport report = new PacingDay(campaigns, requests, new Seed(seed)).run();
      if (json) {
        Output.json(facts(report));
        return;
      }
      String command =
          "adlib simulate pacing --campaigns %d --requests %d --seed %d"
              .formatted(campaigns, requests, seed);
      AtomicFiles.write(file, PacingPage.html(report, command));
      table(report);
      Output.line("the page: %s", file.toAbsolutePath());
    }

    private static Map<String, Object> facts(PacingReport report) {
      PacingReport.Row learned = report.row(PacingPolicy.LEARNED);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("seed", report.seed());
      facts.put("campaigns", report.campaigns());
      facts.put("enoughDemand", report.enoughDemand());
      facts.put("delivering97to100", learned.delivering97to100());
      facts.put("largestOverspend", learned.largestOverspend());
      Map<String, Double> errors = new LinkedHashMap<>();
      report.policies().forEach(row -> errors.put(row.policy().text(), row.hourlyError()));
      facts.put("hourlyError", errors);
      facts.put("policies", report.policies());
      return facts;
    }

    private static void table(PacingReport report) {
      Output.line(
          "%d campaigns, %d with enough demand, seed %d",
          report.campaigns(), report.enoughDemand(), report.seed());
      Output.line(
          "%-17s %13s %11s %10s %13s",
          "policy", "spent 97-100%", "least spent", "overspend", "hourly error");
      for (PacingReport.Row row : report.policies()) {
        Output.line(
            "%-17s %12.1f%% %10.1f%% %9.2f%% %12.2f%%",
            row.policy().text(),
            100 * row.delivering97to100(),
            100 * row.leastDelivered(),
            100 * row.largestOverspend(),
            100 * row.hourlyError());
      }
    }
  }
}
