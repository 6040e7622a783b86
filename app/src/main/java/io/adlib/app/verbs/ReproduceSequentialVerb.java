package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialDataset.Order;
import io.adlib.evaluate.sequential.SequentialPage;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.learn.reproduce.ColdReproduction;
import io.adlib.learn.reproduce.SequentialReproduction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sequential recommendation. */
@Command(
    name = "sequential",
    description =
        "Popularity, the training-free floor, full-softmax SASRec, TIGER's encoder-decoder,"
            + " the generator alone, and the generator fused with all other evidence,"
            + " by leave-one-out and full ranking, masked and unmasked. An interrupted run goes"
            + " on.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      ReproduceOptions.LAYOUT,
      "",
      "Example:",
      "  adlib reproduce sequential --data amazon-beauty --seeds 5 --order both"
    })
final class ReproduceSequentialVerb implements Runnable {

  private static final int MOST_SEEDS = 100;

  /** Which orders of same-day purchases are run. */
  enum Orders {
    /** The published one. */
    CANONICAL(Order.CANONICAL),
    /** The other. */
    ALTERNATIVE(Order.ALTERNATIVE),
    /** One after the other, in one table. */
    BOTH(Order.CANONICAL, Order.ALTERNATIVE);

    private final List<Order> each;

    Orders(Order... each) {
      this.each = List.of(each);
    }
  }

  @Mixin private ReproduceOptions common = new ReproduceOptions();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Trainings of each model (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--tiger-seeds",
      paramLabel = "N",
      defaultValue = "-1",
      description = "Trainings of TIGER's encoder-decoder, 0 for none (default: as many).")
  private int tigers;

  @Option(
      names = "--order",
      defaultValue = "canonical",
      description = "Order of same-day purchases: canonical, alternative or both.")
  private Orders orders = Orders.CANONICAL;

  @Option(
      names = "--cold",
      arity = "0..1",
      paramLabel = "SHARE",
      fallbackValue = ".1",
      description =
          "Hold this share of the items out of training, and rank them too (default: .1):"
              + " popularity, text kNN, the generator with and without the path for new items.")
  private double cold;

  @Override
  public void run() {
    Duration budget = common.budget();
    Bounds.whole("--tiger-seeds", tigers, -1, MOST_SEEDS);
    Bounds.number("--cold", cold, 0, .9);
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new InputException(
          "%d seeds cannot be run".formatted(seeds), "give from 1 to %d".formatted(MOST_SEEDS));
    }
    if (cold > 0 && orders == Orders.BOTH) {
      throw new InputException("--cold takes one order", "leave --order both out");
    }
    List<SequentialDataset> datasets =
        orders.each.stream().map(order -> SequentialDataset.read(common.data(), order)).toList();
    Path folder = common.work("reproduce", datasets.getFirst().name());
    SequentialReport report =
        run(datasets, folder, budget)
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "the reproduction was interrupted; its checkpoints are in " + folder,
                        "run the same command again: it goes on from there"));
    ReportFiles.write(
            folder,
            cold > 0 ? "report-cold" : "report",
            SequentialPage.of(report, common.facts(command())),
            Map.of("rows", report.rows()))
        .print(common.json(), () -> table(report));
  }

  private String command() {
    return "adlib reproduce sequential%s --seeds %d --tiger-seeds %d --order %s"
        .formatted(
            cold > 0 ? " --cold " + cold : "",
            seeds,
            tigers,
            orders.name().toLowerCase(Locale.ROOT));
  }

  private Optional<SequentialReport> run(
      List<SequentialDataset> datasets, Path folder, Duration budget) {
    var progress = TerminalProgress.detect();
    var clock = InstantSource.system();
    var options =
        new SequentialReproduction.Options(
            seeds, tigers < 0 ? seeds : tigers, budget, ReproduceOptions.THREADS);
    if (cold <= 0) {
      return SequentialReproduction.run(datasets, folder, options, progress, common.seed(), clock);
    }
    return ColdReproduction.run(
        datasets.getFirst(), cold, folder, options, progress, common.seed(), clock);
  }

  private static void table(SequentialReport report) {
    Output.line("%-36s %6s   %-31s   %-31s", "", "", "masked", "unmasked");
    Output.line(
        "%-36s %6s   %7s %7s %7s %7s   %7s %7s %7s %7s",
        "method", "seeds", "R@5", "N@5", "R@10", "N@10", "R@5", "N@5", "R@10", "N@10");
    for (Order order : Order.values()) {
      for (Slice slice : Slice.values()) {
        List<SequentialReport.Row> rows = report.rows(order, slice);
        if (!rows.isEmpty()) {
          Output.line(
              "%s order, %s, %,d cases", order.text(), slice.text(), rows.getFirst().cases());
        }
        rows.forEach(ReproduceSequentialVerb::line);
      }
    }
  }

  private static void line(SequentialReport.Row row) {
    var m = row.masked();
    var u = row.unmasked();
    Output.line(
        "%-36s %6d   %7.4f %7.4f %7.4f %7.4f   %7.4f %7.4f %7.4f %7.4f",
        "  " + row.method(),
        row.seeds(),
        m.r5(),
        m.n5(),
        m.r10(),
        m.n10(),
        u.r5(),
        u.n5(),
        u.r10(),
        u.n10());
  }
}
