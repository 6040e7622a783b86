package io.adlib.data.tables;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.imports.Format;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.imports.MarketExport;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market of 300,000 events saved, read, exported and imported; not part of the tests. */
class EventLogBenchmark {

  @TempDir Path folder;

  private interface Step {
    void run() throws Exception;
  }

  private static void time(String what, Step step) throws Exception {
    long start = System.nanoTime();
    Duration before = cpu();
    step.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double busy = cpu().minus(before).toMillis() / 1e3;
    System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f |%n", what, seconds, busy);
  }

  /** Processor time of this process: what a step costs however busy the machine is. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  @Test
  void secondsForAMarket() throws Exception {
    var seed = new Seed(1);
    InstantSource clock = InstantSource.system();
    var catalogue = Markets.catalogue(seed, 4_000);
    List<Event> events = Markets.events(seed, 300_000, 4_000);
    Workspace one = Workspace.create(folder.resolve("one"));
    Workspace two = Workspace.create(folder.resolve("two"));
    System.out.println("| step | s | CPU s |\n|---|---|---|");
    time("first opening of DuckDB in a process", () -> Database.inMemory().close());
    time(
        "save 4,000 ads, 10,000 users",
        () ->
            MarketData.save(
                one,
                catalogue,
                Markets.users(seed, 10_000),
                Stream.empty(),
                clock,
                Progress.SILENT));
    time("append 300,000 events", () -> new EventLog(one, clock).append(events));
    time("append 1,000 more", () -> new EventLog(one, clock).append(events.subList(0, 1000)));
    time("load catalogue and users", () -> MarketData.load(one));
    time(
        "stream all events",
        () -> {
          try (Stream<Event> all = new EventLog(one, clock).stream()) {
            all.forEach(_ -> {});
          }
        });
    Path files = folder.resolve("files");
    time("export as CSV", () -> MarketExport.write(one, files, Format.CSV, Progress.SILENT));
    MarketData.save(two, catalogue, List.of(), Stream.empty(), clock, Progress.SILENT);
    time(
        "import the CSV",
        () ->
            new Importer(two, clock)
                .run(List.of(files), new ImportOptions(0, false), Progress.SILENT));
  }
}
