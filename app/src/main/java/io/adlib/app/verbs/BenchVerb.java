package io.adlib.app.verbs;

import io.adlib.app.bench.ScaleBench;
import io.adlib.app.bench.ServingBench;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.InputException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures parts of Adlib on this machine. */
@Command(
    name = "bench",
    description = "Measures a part of Adlib on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchVerb.Serving.class,
      BenchVerb.Scale.class,
      BenchExplainVerb.class,
      BenchPrefixVerb.class
    },
    footer = {"", "Example:", "  adlib bench serving --json"})
public final class BenchVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** The generator. */
  @Command(
      name = "serving",
      description = {
        "The generator in plain Java against libtorch (MKL, one thread) on the same weights: history 64, beam 32,",
        "the ten best; random weights and semantic IDs."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  adlib bench serving --widths 128 --items 20000"})
  static final class Serving implements Runnable {

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
        names = "--requests",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Requests of each (default: ${DEFAULT-VALUE}).")
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
      if (widths.stream().anyMatch(d -> d < 32 || d > 1024 || d % 32 != 0)
          || items.stream().anyMatch(n -> n < 100 || n > 10_000_000)
          || requests < 10
          || requests > 1_000_000) {
        throw new InputException(
            "widths %s, items %s, %d requests".formatted(widths, items, requests),
            "use widths of 32 to 1024 in steps of 32, 100 to 10,000,000 items, 10 requests or more");
      }
      ServingBench.Report report =
          new ServingBench(requests, seed, TerminalProgress.detect()).run(widths, items);
      if (json) {
        Output.json(report);
        return;
      }
      Output.line("%s against %s; %d requests each", report.kernels(), report.libtorch(), requests);
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

  /** The number of ads. */
  @Command(
      name = "scale",
      description = {
        "What the number of ads costs: bytes an ad of trie and item tables in their mapped files, the time to load them,",
        "and the time to generate; random weights and semantic IDs."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  adlib bench scale --ads 10000,10000000"})
  static final class Scale implements Runnable {

    @Option(
        names = "--ads",
        split = ",",
        paramLabel = "N",
        defaultValue = "10000,100000,1000000,10000000",
        description = "Numbers of ads (default: ${DEFAULT-VALUE}).")
    private List<Integer> ads = List.of();

    @Option(
        names = "--requests",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Requests for each (default: ${DEFAULT-VALUE}).")
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
      if (ads.stream().anyMatch(n -> n < 100 || n > 10_000_000) || requests < 10) {
        throw new InputException(
            "%s ads, %d requests".formatted(ads, requests),
            "use 100 to 10,000,000 ads, 10 requests or more");
      }
      List<ScaleBench.Row> rows =
          new ScaleBench(requests, seed, TerminalProgress.detect()).run(ads);
      if (json) {
        Output.json(rows);
        return;
      }
      Output.line(
          "%10s %6s %10s %11s %8s %9s %9s %9s %9s",
          "ads",
          "joint",
          "trie B/ad",
          "items B/ad",
          "load ms",
          "p50 ms",
          "p99 ms",
          "cpu p50",
          "cpu p99");
      for (ScaleBench.Row row : rows) {
        Output.line(
            "%10d %6d %10.1f %11.1f %8.0f %9.3f %9.3f %9.3f %9.3f",
            row.ads(),
            row.joint(),
            row.trie_bytes(),
            row.items_bytes(),
            row.load_ms(),
            row.decode_ms().p50(),
            row.decode_ms().p99(),
            row.decode_cpu_ms().p50(),
            row.decode_cpu_ms().p99());
      }
    }
  }
}
