package io.adlib.app.verbs;

import io.adlib.app.demo.ComparisonTable;
import io.adlib.app.demo.Demo;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.Seed;
import io.adlib.evaluate.lift.LiftReport;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job: the whole loop on the built-in market, then the server and console. */
@Command(
    name = "demo",
    description =
        "Runs the whole loop on a built-in market: makes it, learns, serves, and compares."
            + " The generated ads stand against popularity and random on the same simulated users; then it"
            + " keeps serving until Ctrl-C.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  adlib demo                      then open the console it names",
      "  adlib demo --once --json        end after the comparison, for programs"
    })
public final class DemoVerb implements Runnable {

  /** How much is simulated. */
  enum Scale {
    FULL,
    TINY
  }

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of the market and its people (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--scale",
      defaultValue = "FULL",
      description =
          "FULL: 10,000 users, 4,000 ads; TINY: 300 users, 400 ads (default: ${DEFAULT-VALUE}).")
  private Scale scale;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the server; 0 picks a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--visits",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Visits to compare policies on (default: ${DEFAULT-VALUE}).")
  private int visits;

  @Option(names = "--once", description = "End after the comparison.")
  private boolean once;

  @Option(names = "--json", description = "Print the comparison as JSON, for programs.")
  private boolean json;

  @Override
  public void run() {
    Bounds.whole("--port", port, 0, 65_535);
    Bounds.whole("--visits", visits, 1, 100_000_000);
    DemoScale size =
        switch (scale) {
          case FULL -> DemoScale.FULL;
          case TINY -> DemoScale.TINY;
        };
    new Demo(folder, new Seed(seed), size, TerminalProgress.detect(), this::say)
        .run(
            port,
            visits,
            (served, result, traffic) -> {
              tell(result);
              if (!once) {
                say("serving live traffic at http://localhost:" + served.port() + "/ until Ctrl-C");
                traffic.run();
                say("stopped; all that was acknowledged is on the disk");
              }
            });
  }

  /** Milestones go where they do not mix with JSON. */
  private void say(String line) {
    if (json) {
      System.err.println(line);
    } else {
      Output.line("%s", line);
    }
  }

  private void tell(Demo.Result result) {
    LiftReport report = result.report();
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("seed", result.seed());
      facts.put("release", result.release());
      facts.put("seconds_to_first_ad", result.secondsToFirstAd());
      facts.put("users", report.users());
      facts.put("visits", result.visits());
      facts.put("arms", report.arms());
      facts.put("lift", report.lift());
      facts.put("expected_lift", report.expectedLift());
      Output.json(facts);
      return;
    }
    Output.line("");
    ComparisonTable.lines(result.visits(), report, result.currency())
        .forEach(line -> Output.line("%s", line));
  }
}
