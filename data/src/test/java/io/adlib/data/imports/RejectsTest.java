package io.adlib.data.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsTest {

  @Test
  void aValueThatIsCutInTheMiddleOfACharacterIsStillWritten(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("rejects.csv");
    try (var rejects = new Rejects(file)) {
      String value = "x".repeat(119) + "😀 and more";
      rejects.add(Path.of("ads.csv"), "ads", 2, "title", "'" + value + "' \ud83d is wrong", value);
      rejects.finish();
    }
    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("," + "x".repeat(119) + "?");
  }

  @Test
  void whatWasNotFinishedLeavesNothing(@TempDir Path folder) throws IOException {
    try (var rejects = new Rejects(folder.resolve("rejects.csv"))) {
      rejects.add(Path.of("ads.csv"), "ads", 2, "title", "is wrong", "x");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
