package io.adlib.app.verbs;

import io.adlib.app.bench.RowsBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.evaluate.sequential.SequentialDataset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recall with rounded vectors. */
@Command(
    name = "rows",
    description =
        "What rounding a trained generator's vectors costs in recall: the test of a public dataset, all items"
            + " ranked, with the vectors in float32, bfloat16 and 8-bit integers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, after adlib reproduce sequential --data amazon-beauty:",
      "  adlib bench rows --data amazon-beauty --work reproduce-amazon-beauty \\\\",
      "    --generator reproduce-amazon-beauty/\\",
      "amazon-beauty-CANONICAL-seed-1-0/generator/generator.safetensors"
    })
final class BenchRowsVerb implements Runnable {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder of data.")
  private Path data = Path.of("");

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the run that trained it.")
  private Path work = Path.of("");

  @Option(
      names = "--generator",
      required = true,
      paramLabel = "FILE",
      description = "The trained generator.")
  private Path generator = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "That run's seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  @Override
  public void run() {
    List<RowsBench.Row> rows =
        new RowsBench(generator, work, seed, TerminalProgress.detect())
            .run(SequentialDataset.read(data));
    if (json) {
      Output.json(rows);
      return;
    }
    Output.line("%-10s %8s %9s %9s %9s", "vectors", "cases", "R@10", "unmasked", "of exact");
    for (RowsBench.Row row : rows) {
      Output.line(
          "%-10s %8d %9.4f %9.4f %9.4f",
          row.precision(), row.cases(), row.masked().r10(), row.unmasked().r10(), row.r10_ratio());
    }
  }
}
