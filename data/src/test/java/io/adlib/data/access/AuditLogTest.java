package io.adlib.data.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

  @TempDir Path folder;
  private Path file;
  private AuditLog log;

  @BeforeEach
  void open() {
    file = folder.resolve("w/access/audit.jsonl");
    log = new AuditLog(Workspace.create(folder.resolve("w")), () -> Instant.EPOCH);
  }

  @Test
  void whatIsAddedStaysInOrderAndThreadsDoNotBreakTheChain() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var work = new ArrayList<java.util.concurrent.Callable<Void>>();
      for (int t = 0; t < 4; t++) {
        String who = "t" + t;
        work.add(
            () -> {
              var mine = new AuditLog(Workspace.open(folder.resolve("w")), () -> Instant.EPOCH);
              for (int i = 0; i < 10; i++) {
                mine.add(who, "release.promote", "v" + i, "done");
              }
              return null;
            });
      }
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(log.verified()).hasSize(40);
    assertThat(log.verified().stream().filter(e -> e.who().equals("t1")).map(e -> e.subject()))
        .containsExactly("v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9");
  }

  @Test
  void aLineThatWasChangedOrTakenOutShows() throws Exception {
    for (int i = 0; i < 5; i++) {
      log.add("me", "keys.create", "k" + i, "done");
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("k2", "k9"));
    assertThatThrownBy(log::verified)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("audit.jsonl:4");
    var lines = new ArrayList<>(whole.lines().toList());
    lines.remove(1);
    Files.write(file, lines);
    assertThatThrownBy(log::verified).hasMessageContaining("audit.jsonl:2");
  }

  @Test
  void aTornLastLineIsPassedOverAndTheLogGoesOn() throws Exception {
    log.add("me", "a", "1", "done");
    Files.writeString(file, "{\"time\":\"20", StandardOpenOption.APPEND);
    log.add("me", "b", "2", "done");
    assertThat(log.verified()).extracting(AuditLog.Entry::operation).containsExactly("a", "b");
  }
}
