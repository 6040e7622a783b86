package io.adlib.bench.train;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Adds many made-up events to a workspace's log, and trains generator and ranker on them: seconds
 * and peak memory of either. Arguments: workspace (imported, to be thrown away after), events,
 * seed, and {@code generator} or {@code ranker} to train only one. How long the generator trains is
 * the workspace's {@code train.budget}; how large the heap may grow, the JVM's {@code -Xmx}.
 */
public final class StreamedTraining {

  private interface Work {
    void run();
  }

  private StreamedTraining() {}

  /** Prints what each step took. */
  public static void main(String[] arguments) {
    Path workspace = Path.of(arguments[0]);
    long events = Long.parseLong(arguments[1]);
    var seed = new Seed(Long.parseLong(arguments[2]));
    System.out.printf(
        Locale.ROOT, "heap of at most %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
    var pipeline = new Pipeline();
    Session before = Session.open(workspace, Progress.SILENT);
    measure("encode and tokenize", () -> pipeline.tokenize().run(before));
    measure(
        "append %,d events".formatted(events),
        () ->
            new EventLog(before.workspace(), InstantSource.system())
                .append(
                    new GeneratedEvents(
                            before.data().catalogue(), Instant.parse("2026-11-01T00:00:00Z"), seed)
                        .stream(events),
                    Progress.SILENT));
    Session after = Session.open(workspace, Progress.SILENT);
    String model = arguments.length > 3 ? arguments[3] : "both";
    if (!model.equals("generator")) {
      measure("train the ranker", () -> pipeline.ranker().run(after));
    }
    if (!model.equals("ranker")) {
      measure("train the generator", () -> pipeline.generator().run(after));
    }
  }

  private static void measure(String what, Work work) {
    long begin = System.nanoTime();
    try (var memory = new PrivateMemory()) {
      work.run();
      System.out.printf(
          Locale.ROOT,
          "%s: %.0f s, peak of own memory %,d MiB%n",
          what,
          (System.nanoTime() - begin) / 1e9,
          memory.peakMebibytes());
    }
  }
}
