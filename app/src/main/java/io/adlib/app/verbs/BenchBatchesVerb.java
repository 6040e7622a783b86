package io.adlib.app.verbs;

import io.adlib.app.bench.BatchBench;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Requests worked at together. */
@Command(
    name = "batches",
    description =
        "What working at several requests together could save of the generator's matrix products: history 64,"
            + " beam 32, on one thread.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib bench batches --width 256 --together 1,2,8"})
final class BenchBatchesVerb implements Runnable {

  @Option(
      names = "--width",
      paramLabel = "D",
      defaultValue = "128",
      description = "Width of the model, a multiple of 32 (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "256",
      description = "Nodes that are compared at once (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--together",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,4",
      description = "Numbers of requests (default: ${DEFAULT-VALUE}).")
  private List<Integer> together = List.of();

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  @Override
  public void run() {
    BenchOptions.widths(List.of(width));
    if (nodes < 1 || nodes > 16_384 || together.stream().anyMatch(n -> n < 1 || n > 64)) {
      throw new InputException(
          "%d nodes, %s together".formatted(nodes, together),
          "use 1 to 16,384 nodes, 1 to 64 requests");
    }
    List<BatchBench.Row> rows = new BatchBench(width, nodes).run(together);
    if (json) {
      Output.json(rows);
      return;
    }
    Output.line("%8s %12s %12s %8s", "together", "blocks ms", "nodes ms", "saved");
    for (BatchBench.Row row : rows) {
      Output.line(
          "%8d %12.4f %12.4f %7.1f%%",
          row.together(), row.blocks_ms(), row.nodes_ms(), 100 * row.saved());
    }
  }
}
