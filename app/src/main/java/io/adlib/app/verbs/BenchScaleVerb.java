package io.adlib.app.verbs;

import io.adlib.app.bench.ScaleBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.kernel.compute.RowPrecision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The number of ads. */
@Command(
    name = "scale",
    description =
        "What the number of ads costs: bytes an ad of trie and item tables in their mapped files, the time to load them,"
            + " and the time to generate; random weights and semantic IDs.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench scale --ads 10000,10000000"})
final class BenchScaleVerb implements Runnable {

  @Mixin private BenchOptions bench = new BenchOptions();

  @Option(
      names = "--ads",
      split = ",",
      paramLabel = "N",
      defaultValue = "10000,100000,1000000,10000000",
      description = "Numbers of ads (default: ${DEFAULT-VALUE}).")
  private List<Integer> ads = List.of();

  @Option(
      names = "--rows",
      paramLabel = "HOW",
      defaultValue = "float32",
      description =
          "How vectors of items and attributes are kept: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private RowPrecision precision = RowPrecision.FLOAT32;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Keeps semantic IDs and tries here for the next run.")
  private Optional<Path> folder = Optional.empty();

  @Override
  public void run() {
    List<ScaleBench.Row> rows =
        new ScaleBench(bench.requests(), precision, folder, bench.seed(), TerminalProgress.detect())
            .run(BenchOptions.items(ads));
    if (bench.printed(rows)) {
      return;
    }
    Output.line(
        "%10s %6s %10s %11s %8s %9s %9s %9s %9s %10s",
        "ads",
        "joint",
        "trie B/ad",
        "items B/ad",
        "load ms",
        "p50 ms",
        "p99 ms",
        "cpu p50",
        "cpu p99",
        "shared");
    for (ScaleBench.Row row : rows) {
      Output.line(
          "%10d %6d %10.1f %11.1f %8.0f %9.3f %9.3f %9.3f %9.3f %9.2f%%",
          row.ads(),
          row.joint(),
          row.trie_bytes(),
          row.items_bytes(),
          row.load_ms(),
          row.decode_ms().p50(),
          row.decode_ms().p99(),
          row.decode_cpu_ms().p50(),
          row.decode_cpu_ms().p99(),
          100 * row.shared_top10());
    }
  }
}
