package io.adlib.data.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adlib.core.EnvironmentException;
import io.adlib.data.Child;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no more, by a real limit on the size of the child's files. */
class FullDiskTest {

  private static final String LIMIT_KIB = "49152";
  private static final Path SHELL = Path.of("/bin/bash");
  @TempDir Path folder;

  /** Commits a mebibyte at a time to either of two families until that is refused. */
  static final class Writer {
    public static void main(String[] arguments) {
      try (var store = DurableStore.open(Path.of(arguments[0]), Set.of("a", "b"))) {
        for (int i = 0; i < 60; i++) {
          commit(store, i % 2 == 0 ? "a" : "b", i, 1 << 20);
        }
      }
    }

    private static void commit(DurableStore store, String family, int i, int size) {
      try {
        store.commit(new Batch().put(family, ("k" + i).getBytes(UTF_8), new byte[size]));
        System.out.println("acknowledged " + family + " k" + i);
      } catch (EnvironmentException e) {
        System.out.println("refused k" + i + ": " + e.getMessage());
      }
    }
  }

  @Test
  void aFullDiskRefusesInOneLineAndWhatWasAcknowledgedStays() throws Exception {
    assumeTrue(Files.isExecutable(SHELL), "there is no " + SHELL + " to set the limit");
    Process child =
        Child.start(
            List.of(SHELL.toString(), "-c", "ulimit -f " + LIMIT_KIB + "; exec \"$@\"", "limit"),
            Writer.class,
            List.of(folder.toString()));
    List<String> lines;
    try (BufferedReader out = child.inputReader()) {
      lines = out.lines().toList();
    }
    assertThat(child.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines)
        .anyMatch(line -> line.endsWith(": the disk is full: writing the state store failed"));
    assertThat(lines.getLast()).as("taken again once files may be written").startsWith("ack");
    try (var store = DurableStore.open(folder, Set.of("a", "b"))) {
      for (String line : lines) {
        if (line.startsWith("acknowledged ")) {
          String[] words = line.split(" ");
          assertThat(store.get(words[1], words[2].getBytes(UTF_8))).as(line).isPresent();
        }
      }
      store.commit(new Batch().put("a", "again".getBytes(UTF_8), new byte[1]));
    }
  }
}
