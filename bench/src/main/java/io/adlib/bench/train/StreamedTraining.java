package io.adlib.bench.train;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Adds many made-up events to a workspace's log, and trains of them what a release is made of:
 * seconds and peak memory of each. Arguments: workspace (imported, to be thrown away after), events
 * (0 to add none), seed, and which of {@code ranker}, {@code generator} and {@code fusion} (all,
 * when none is named; fusion needs a generator and makes it if it was not asked for). How long the
 * generator trains is the workspace's {@code train.budget}; how large the heap may grow, the JVM's
 * {@code -Xmx}.
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
    if (events > 0) {
      append(before, events, seed);
    }
    Session after = Session.open(workspace, Progress.SILENT);
    Set<String> asked =
        arguments.length > 3
            ? Set.copyOf(Arrays.asList(arguments).subList(3, arguments.length))
            : Set.of("ranker", "generator", "fusion");
    if (asked.contains("ranker")) {
      measure("train the ranker", () -> pipeline.ranker().run(after));
    }
    if (asked.contains("generator")) {
      measure("train the generator", () -> pipeline.generator().run(after));
    }
    if (asked.contains("fusion")) {
      measure("train fusion", () -> pipeline.fusion().run(after));
    }
  }

  private static void append(Session session, long events, Seed seed) {
    measure(
        "append %,d events".formatted(events),
        () ->
            new EventLog(session.workspace(), InstantSource.system())
                .append(
                    new GeneratedEvents(
                            session.data().catalogue(), Instant.parse("2026-11-01T00:00:00Z"), seed)
                        .stream(events),
                    Progress.SILENT));
  }

  private static void measure(String what, Work work) {
    long begin = System.nanoTime();
    Duration before = processorTime();
    try (var memory = new PrivateMemory()) {
      work.run();
      System.out.printf(
          Locale.ROOT,
          "%s: %.0f s, %d s of processor time, peak of own memory %,d MiB%n",
          what,
          (System.nanoTime() - begin) / 1e9,
          processorTime().minus(before).toSeconds(),
          memory.peakMebibytes());
    }
  }

  /** Of all threads of this process; zero where the system does not tell. */
  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
