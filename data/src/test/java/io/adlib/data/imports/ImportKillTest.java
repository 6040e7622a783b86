package io.adlib.data.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.Child;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed import leaves what was there, and the next one completes. */
class ImportKillTest {

  private static final int EVENTS = 20_000;
  @TempDir Path folder;

  /** Imports, saying "go" when it begins and "done" when it has ended. */
  static final class Run {
    public static void main(String[] arguments) {
      System.out.println("go");
      new Importer(Workspace.open(Path.of(arguments[0])), InstantSource.system())
          .run(List.of(Path.of(arguments[1])), new ImportOptions(0, false), Progress.SILENT);
      System.out.println("done");
    }
  }

  private static long count(Workspace workspace) {
    try (Stream<Event> events = new EventLog(workspace, InstantSource.system()).stream()) {
      return events.count();
    }
  }

  /** From "go" to the end, in a process and workspace of its own. */
  private long timeOfWholeImport(Path file) throws Exception {
    Workspace other = Workspace.create(folder.resolve("other"));
    Process child = Child.start(Run.class, List.of(other.root().toString(), file.toString()));
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("go");
      long start = System.nanoTime();
      assertThat(out.readLine()).isEqualTo("done");
      return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
  }

  @Test
  void anImportKilledAtAnyMomentIsAllOrNothingAndARerunCompletes() throws Exception {
    var seed = new Seed(3);
    System.err.println("seed " + seed.value());
    RandomGenerator random = seed.generator();
    Workspace workspace = Workspace.create(folder.resolve("market"));
    var importer = new Importer(workspace, InstantSource.system());
    var options = new ImportOptions(0, false);
    Path first =
        Files.writeString(
            folder.resolve("events-1.csv"),
            "id,time,user,kind,subject\nold,2026-11-01T00:00:00Z,u,SEARCH,x\n");
    importer.run(List.of(first), options, Progress.SILENT);
    var text = new StringBuilder("id,time,user,kind,subject\n");
    for (int i = 0; i < EVENTS; i++) {
      text.append("e" + i + ",2026-11-0" + (1 + i % 9) + "T00:00:00Z,u,SEARCH,x\n");
    }
    Path second = Files.writeString(folder.resolve("events-2.csv"), text);
    long wholeMillis = timeOfWholeImport(second);
    int interrupted = 0;
    for (int round = 0; round < 4; round++) {
      Process child =
          Child.start(Run.class, List.of(workspace.root().toString(), second.toString()));
      try (BufferedReader out = child.inputReader()) {
        assertThat(out.readLine()).isEqualTo("go");
        child.waitFor(Duration.ofMillis(random.nextLong(1 + wholeMillis * 5 / 4)));
        child.toHandle().destroyForcibly();
        child.waitFor();
      }
      long there = count(workspace);
      assertThat(there).isIn(1L, 1L + EVENTS);
      if (there > 1) {
        break;
      }
      interrupted++;
    }
    System.err.println(interrupted + " imports were interrupted");
    importer.run(List.of(second), options, Progress.SILENT);
    assertThat(count(workspace)).isEqualTo(1 + EVENTS);
    assertThat(MarketData.load(workspace).snapshot().imports()).hasSize(2);
    assertThat(workspace.folder(Workspace.Area.DATA).resolve(".staging")).doesNotExist();
  }
}
