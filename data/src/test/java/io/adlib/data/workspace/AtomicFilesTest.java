package io.adlib.data.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileIsMadeAndReplacedWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "one");
    AtomicFiles.write(file, "two");
    assertThat(file).hasContent("two");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFullDiskGivesOneLineAndLeavesTheOldFile() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Path file = folder.resolve("a.txt");
    AtomicFiles.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write("half".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      Files.writeString(full, "this device is always full");
                    }))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("the disk is full: writing ")
        .hasMessageNotContaining("\n");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFolderIsPublishedWholeAndDeletedWhole() throws IOException {
    Path from = Files.createDirectories(folder.resolve(".tmp/inner"));
    Files.writeString(from.resolve("x"), "x");
    AtomicFiles.publish(folder.resolve(".tmp"), folder.resolve("done"));
    assertThat(folder.resolve("done/inner/x")).hasContent("x");
    AtomicFiles.deleteTree(folder.resolve("done"));
    AtomicFiles.deleteTree(folder.resolve("done"));
    assertThat(names()).isEmpty();
  }
}
