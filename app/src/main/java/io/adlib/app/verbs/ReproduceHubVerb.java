package io.adlib.app.verbs;

import io.adlib.app.hub.HubPage;
import io.adlib.app.hub.HubReproduction;
import io.adlib.app.hub.HubRow;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is written for a market, in figures. */
@Command(
    name = "hub",
    description =
        "What queries, tags, profiles and labels change on demo markets: recall of searches, the order of"
            + " their candidates by the market's truth, the ranker's AUC and log-loss where each can matter, with"
            + " and without, with paired intervals over all seeds. Written by templates and by the small model"
            + " that comes with Adlib; no network. An interrupted run goes on.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib reproduce hub --work hub"})
final class ReproduceHubVerb implements Runnable {

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "reproduce-hub",
      description = "Answers and finished figures (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "3000",
      description = "People of the market (default: ${DEFAULT-VALUE}).")
  private int users;

  @Option(
      names = "--ads",
      paramLabel = "N",
      defaultValue = "1200",
      description = "Its ads (default: ${DEFAULT-VALUE}).")
  private int ads;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "14",
      description = "Its history, at least 6 (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "2",
      description = "Of the first market and its draws; others follow (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Markets (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--what",
      paramLabel = "WHAT",
      split = ",",
      description = "Of queries, tags, profiles, labels; default: all.")
  private List<String> what = HubReproduction.ALL;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  @Override
  public void run() {
    Bounds.whole("--users", users, 1, 1_000_000);
    Bounds.whole("--ads", ads, 40, 1_000_000);
    Bounds.whole("--days", days, 6, 365);
    Bounds.whole("--seeds", seeds, 1, 100);
    var scale = new DemoScale(users, ads, Math.max(40, ads * 3 / 5), days, DemoScale.FULL.start());
    for (String each : what) {
      if (!HubReproduction.ALL.contains(each)) {
        throw new InputException(
            "--what cannot be '" + each + "'",
            "give one or more of " + String.join(", ", HubReproduction.ALL));
      }
    }
    List<Seed> markets =
        LongStream.iterate(seed, each -> each + 1).limit(seeds).mapToObj(Seed::new).toList();
    List<HubRow> rows;
    try {
      rows =
          new HubReproduction(work, scale, Set.copyOf(what), TerminalProgress.detect(), markets)
              .run();
    } catch (InterruptedException _) {
      throw new EnvironmentException(
          "the run was interrupted; what is done is kept",
          "run the same command again: it goes on from there");
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("seeds", markets.stream().map(Seed::value).toList());
    report.put("users", users);
    report.put("ads", ads);
    report.put("days", days);
    report.put("rows", rows);
    ReportFiles.write(work, "report", HubPage.of(rows, ReportFiles.made(command())), report)
        .print(json, () -> table(rows));
  }

  private String command() {
    return "adlib reproduce hub --users %d --ads %d --days %d --seed %d --seeds %d --what %s"
        .formatted(users, ads, days, seed, seeds, String.join(",", what));
  }

  private static void table(List<HubRow> rows) {
    Output.line(
        "%-9s %-12s %-64s %7s %9s %9s %10s %22s",
        "what", "written by", "measure", "cases", "without", "with", "difference", "95 %");
    for (HubRow row : rows) {
      Output.line(
          "%-9s %-12s %-64s %7d %9.4f %9.4f %+10.4f   [%+8.4f, %+8.4f]",
          row.what(),
          row.writer(),
          row.measure(),
          row.cases(),
          row.without(),
          row.with(),
          row.difference().mean(),
          row.difference().low(),
          row.difference().high());
    }
  }
}
