package io.adlib.app.verbs;

import io.adlib.app.bench.PrefixBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What keeping the beginnings of prompts saves. */
@Command(
    name = "prefix",
    description =
        "What serve.keep_prefixes saves of the generator's work: keys and values of what a user's last"
            + " prompt began with, used for the next; random weights and semantic IDs, history 64, one thread.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench prefix --width 128 --items 20000"})
final class BenchPrefixVerb implements Runnable {

  @Mixin private BenchOptions bench = new BenchOptions();

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

  @Override
  public void run() {
    BenchOptions.widths(List.of(width));
    BenchOptions.items(List.of(items));
    var rows =
        new PrefixBench(bench.requests(), bench.seed(), TerminalProgress.detect())
            .run(width, items);
    if (bench.printed(rows)) {
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
