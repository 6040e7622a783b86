package io.adlib.app.verbs;

import io.adlib.app.load.LoadReport;
import io.adlib.app.load.LoadRun;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loads a server and says how it answers. */
@Command(
    name = "load",
    description =
        "Sends requests for ads at a steady rate, whatever the server does, and says how long the answers took,"
            + " counted from when each request should have been sent. Without --url the workspace's release is served in this"
            + " process, on a state of its own that is deleted afterwards; with --url the requests hold real money there.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  adlib load -w shop --rate 200 --duration 30",
      "  adlib load -w shop --url http://localhost:8080 --rate 500 --duration 60 --json"
    })
public final class LoadVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "200",
      description = "Requests a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds to measure (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "15",
      description = "Seconds of the same load before, not measured (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Ads a request asks for (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(names = "--url", description = "A server that runs already.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A key with the scopes serve and operate, where the server asks for one.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of who asks (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public void run() {
    check();
    LoadReport report =
        new LoadRun(rate, seconds, warmUp, slots, seed, key, options.progress())
            .run(options::open, url);
    if (options.json()) {
      Output.json(report.facts());
      return;
    }
    report.facts().forEach(LoadVerb::line);
  }

  private static void line(String name, Object value) {
    boolean nothing = value instanceof Map<?, ?> map && map.isEmpty();
    Output.line("%-24s %s", name, nothing ? "none" : value);
  }

  private void check() {
    if (!(rate > 0 && rate <= 100_000)
        || seconds < 1
        || warmUp < 0
        || rate * Math.max(seconds, warmUp) > 1e8) {
      throw new InputException(
          "%s requests a second for %d seconds after %d".formatted(rate, seconds, warmUp),
          "use a rate above 0 and up to 100,000, a second or more, and 100,000,000 requests at most");
    }
    if (key.filter(text -> !text.matches("[!-~]+")).isPresent()) {
      throw new InputException("--key is no key", "give it as adlib keys create printed it");
    }
    if (slots < 1 || slots > 100) {
      throw new InputException(slots + " slots", "ask for 1 to 100 ads");
    }
    url.ifPresent(
        server -> {
          if (server.getHost() == null
              || server.getPort() > 65_535
              || !List.of("http", "https").contains(String.valueOf(server.getScheme()))) {
            throw new InputException(
                server + " is no server", "give its address, such as http://localhost:8080");
          }
        });
  }
}
