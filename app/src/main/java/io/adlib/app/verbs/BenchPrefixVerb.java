package io.adlib.app.verbs;

import io.adlib.app.bench.PrefixBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What keeping the beginnings of prompts saves. */
@Command(
    name = "prefix",
    description = {
      "What serve.keep_prefixes saves of the generator's work: keys and values of what a user's last",
      "prompt began with, used for the next; random weights and semantic IDs, history 64, one thread."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench prefix --width 128 --items 20000"})
final class BenchPrefixVerb implements Runnable {

  @Option(
      names = "--width",
      paramLabel = "D",
      defaultValue = "128",
      description = "Width of the model, a multiple of 32 (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Items in the trie (default: ${DEFAULT-VALUE}).")
  private int items;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Requests of each kind (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of weights, IDs and prompts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  @Override
  public void run() {
    if (width < 32 || width > 1024 || width % 32 != 0 || items < 100 || items > 10_000_000) {
      throw new InputException(
          "a width of %d and %d items".formatted(width, items),
          "use a width of 32 to 1024 in steps of 32 and 100 to 10,000,000 items");
    }
    if (requests < 10 || requests > 100_000) {
      throw new InputException(
          requests + " requests cannot be measured", "give --requests from 10 to 100,000");
    }
    var rows = new PrefixBench(requests, seed, TerminalProgress.detect()).run(width, items);
    if (json) {
      Output.json(rows);
      return;
    }
    Output.line(
        "%-18s %10s %10s %7s %10s", "next request", "full, ms", "kept, ms", "saved", "identical");
    rows.forEach(
        row ->
            Output.line(
                "%-18s %10.3f %10.3f %5.1f %% %8.2f %%",
                row.next(),
                row.full_cpu_ms().p50(),
                row.kept_cpu_ms().p50(),
                100 * row.saved(),
                100 * row.identical_share()));
  }
}
