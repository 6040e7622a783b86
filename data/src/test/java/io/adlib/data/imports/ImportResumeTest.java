package io.adlib.data.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.data.Child;
import io.adlib.data.tables.EventLog;
import io.adlib.data.workspace.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that was stopped goes on after the last file that it had parsed. */
class ImportResumeTest {

  private static final int FILES = 4;
  private static final int ROWS = 500;
  private static final ImportOptions OPTIONS = new ImportOptions(.2, false);
  @TempDir Path folder;
  private Path in;
  private Workspace workspace;

  @BeforeEach
  void files() throws IOException {
    in = Files.createDirectories(folder.resolve("in"));
    for (int file = 1; file <= FILES; file++) {
      var text = new StringBuilder("id,time,user,kind,subject\n");
      for (int i = 0; i < ROWS; i++) {
        String kind = i % 50 == 7 ? "SAERCH" : "SEARCH";
        text.append("e%d-%d,2026-11-0%dT00:00:00Z,u,%s,😀%s\n".formatted(file, i, file, kind, i));
      }
      Files.writeString(in.resolve("events-" + file + ".csv"), text);
    }
    workspace = Workspace.create(folder.resolve("market"));
  }

  private static ImportReport run(
      Workspace workspace, ImportOptions options, Progress progress, Path... paths) {
    return new Importer(workspace, InstantSource.system()).run(List.of(paths), options, progress);
  }

  private Path parsed() {
    return workspace.folder(Workspace.Area.DATA).resolve(".parsed");
  }

  private static List<Event> events(Workspace workspace) {
    try (Stream<Event> events = new EventLog(workspace, InstantSource.system()).stream()) {
      return events.toList();
    }
  }

  /** Says what it is at, on standard output or to a listener that may throw. */
  private static Progress telling(java.util.function.Consumer<String> listener) {
    return (_, _) ->
        new Progress.Task() {
          @Override
          public void advance(long steps) {}

          @Override
          public void note(String text) {
            listener.accept(text);
          }

          @Override
          public void close() {}
        };
  }

  /** Imports, saying which file it is at; at the third it waits to be killed. */
  static final class Run {
    public static void main(String[] arguments) {
      ImportResumeTest.run(
          Workspace.open(Path.of(arguments[0])),
          OPTIONS,
          telling(
              note -> {
                System.out.println(note);
                if (note.startsWith("events-3")) {
                  java.util.concurrent.locks.LockSupport.park();
                }
              }),
          Path.of(arguments[1]));
    }
  }

  /** Stops when it comes to a file. */
  private void stoppedAt(String name) {
    Progress stopping =
        telling(
            note -> {
              if (note.startsWith(name)) {
                throw new IllegalStateException("stopped");
              }
            });
    assertThatThrownBy(() -> run(workspace, OPTIONS, stopping, in)).hasMessage("stopped");
  }

  @Test
  void aKilledImportGoesOnAfterTheLastFileItHadParsed() throws Exception {
    Process child = Child.start(Run.class, List.of(workspace.root().toString(), in.toString()));
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      while (!line.startsWith("events-3")) {
        line = out.readLine();
      }
    } finally {
      child.toHandle().destroyForcibly();
      child.waitFor();
    }
    assertThat(events(workspace)).isEmpty();
    ImportReport report = run(workspace, OPTIONS, Progress.SILENT, in);
    assertThat(report.parsedBefore()).isEqualTo(2);
    assertThat(report.parsed()).isEqualTo(2 * ROWS);
    assertThat(report.read()).isEqualTo(FILES * ROWS);
    assertThat(events(workspace)).hasSize((int) report.accepted()).hasSize(FILES * ROWS * 49 / 50);
    assertThat(parsed()).doesNotExist();
  }

  @Test
  void aResumedImportEqualsOneThatWasNotStoppedRejectsIncluded() throws IOException {
    Workspace straight = Workspace.create(folder.resolve("straight"));
    ImportReport whole = run(straight, OPTIONS, Progress.SILENT, in);
    stoppedAt("events-4");
    ImportReport resumed = run(workspace, OPTIONS, Progress.SILENT, in);
    assertThat(resumed.parsedBefore()).isEqualTo(3);
    assertThat(resumed.parsed()).isEqualTo(ROWS);
    assertThat(resumed.reasons()).isEqualTo(whole.reasons());
    assertThat(Files.readString(resumed.rejectsFile().orElseThrow()))
        .isEqualTo(Files.readString(whole.rejectsFile().orElseThrow()));
    assertThat(events(workspace)).isEqualTo(events(straight));
  }

  @Test
  void progressSaysWhatWasParsedBefore() {
    stoppedAt("events-2");
    var notes = new java.util.ArrayList<String>();
    run(workspace, OPTIONS, telling(notes::add), in);
    assertThat(notes)
        .containsExactly(
            "events-1.csv, parsed before", "events-2.csv", "events-3.csv", "events-4.csv");
  }

  @Test
  void whatNoLongerReadsBackIsParsedAgain() throws IOException {
    stoppedAt("events-4");
    try (Stream<Path> paths = Files.list(parsed())) {
      List<Path> rows = paths.filter(path -> path.toString().endsWith(".rows")).sorted().toList();
      byte[] bytes = Files.readAllBytes(rows.getFirst());
      bytes[bytes.length / 2] ^= 1;
      Files.write(rows.getFirst(), bytes);
      Files.delete(rows.get(1));
    }
    ImportReport report = run(workspace, OPTIONS, Progress.SILENT, in);
    assertThat(report.parsedBefore()).isOne();
    assertThat(events(workspace)).hasSize(FILES * ROWS * 49 / 50);
  }

  @Test
  void anotherImportRemovesWhatIsStale() throws IOException {
    stoppedAt("events-3");
    Files.writeString(parsed().resolve("half.rows"), "left by a kill");
    Path other = Files.writeString(folder.resolve("users.csv"), "id\nu1\n");
    run(workspace, OPTIONS, Progress.SILENT, other);
    assertThat(parsed()).doesNotExist();
    assertThat(run(workspace, OPTIONS, Progress.SILENT, in).parsedBefore()).isZero();
  }

  @Test
  void aFileThatChangedAndOtherOptionsAreParsedAnew() throws IOException {
    stoppedAt("events-3");
    Files.writeString(
        in.resolve("events-1.csv"),
        "id,time,user,kind,subject\nnew,2026-11-01T00:00:00Z,u,SEARCH,x\n");
    stoppedAt("events-4");
    assertThat(events(workspace)).isEmpty();
    ImportReport report = run(workspace, new ImportOptions(.2, true), Progress.SILENT, in);
    assertThat(report.parsedBefore()).isZero();
    assertThat(events(workspace)).hasSize(1 + 3 * ROWS * 49 / 50);
  }
}
