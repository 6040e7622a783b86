package io.adlib.app.verbs;

import io.adlib.app.bench.ServingBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.kernel.compute.RowPrecision;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The generator against libtorch. */
@Command(
    name = "serving",
    description =
        "The generator in plain Java against libtorch (MKL, one thread) on the same weights: history 64, beam 32,"
            + " the ten best; random weights and semantic IDs.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench serving --widths 128 --items 20000"})
final class BenchServingVerb implements Runnable {

  @Mixin private BenchOptions bench = new BenchOptions();

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "D",
      defaultValue = "128,256",
      description = "Widths of the model, multiples of 32 (default: ${DEFAULT-VALUE}).")
  private List<Integer> widths = List.of();

  @Option(
      names = "--items",
      split = ",",
      paramLabel = "N",
      defaultValue = "20000,1000000",
      description = "Numbers of items in the trie (default: ${DEFAULT-VALUE}).")
  private List<Integer> items = List.of();

  @Option(
      names = "--rows",
      paramLabel = "HOW",
      defaultValue = "float32",
      description =
          "How ours keeps vectors of items and attributes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private RowPrecision precision = RowPrecision.FLOAT32;

  @Override
  public void run() {
    ServingBench.Report report =
        new ServingBench(bench.requests(), precision, bench.seed(), TerminalProgress.detect())
            .run(BenchOptions.widths(widths), BenchOptions.items(items));
    if (bench.printed(report)) {
      return;
    }
    Output.line(
        "%s against %s; %d requests each", report.kernels(), report.libtorch(), bench.requests());
    Output.line(
        "%5s %9s %9s %9s %9s %9s %6s %6s %10s %9s",
        "D",
        "items",
        "ours p50",
        "p99 ms",
        "torch p50",
        "p99 ms",
        "ratio",
        "p99",
        "identical",
        "gemm peak");
    for (ServingBench.Row row : report.rows()) {
      Output.line(
          "%5d %9d %9.3f %9.3f %9.3f %9.3f %6.2f %6.2f %9.2f%% %8.0f%%",
          row.width(),
          row.items(),
          row.ours_ms().p50(),
          row.ours_ms().p99(),
          row.libtorch_ms().p50(),
          row.libtorch_ms().p99(),
          row.ratio_p50(),
          row.ratio_p99(),
          100 * row.identical_share(),
          100 * row.gemm_peak_share());
    }
  }
}
