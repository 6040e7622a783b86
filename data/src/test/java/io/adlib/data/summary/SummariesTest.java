package io.adlib.data.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummariesTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() {
    var summaries = Map.of("a", "Red \"shoes\"\nfor summer", "b", "crème 🙂", "c", "x");
    Path file = folder.resolve(Summaries.FILE);
    Summaries.write(file, summaries);
    assertThat(Summaries.read(file)).isEqualTo(summaries);
  }

  @Test
  void theLastLineOfAnIdHoldsABlankOneIsNoneAndFurtherKeysArePassedOver() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.jsonl"),
            """
            {"id": "a", "summary": "first"}

            {"id": "a", "summary": " second ", "cost": 3}
            {"id": "b", "summary": "third"}
            {"id": "b", "summary": "  "}
            """);
    assertThat(Summaries.read(file)).isEqualTo(Map.of("a", "second"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"id\": \"a\"}", "{\"id\": 3, \"summary\": \"x\"}", "x"})
  void aWrongLineIsNamed(String line) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.jsonl"), "{\"id\": \"a\", \"summary\": \"x\"}\n" + line + "\n");
    assertThatThrownBy(() -> Summaries.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":2 has no id and summary");
  }

  @Test
  void aFileThatIsMissingOrNoTextIsOneLine() throws IOException {
    assertThatThrownBy(() -> Summaries.read(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there are no summaries");
    Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertThatThrownBy(() -> Summaries.read(binary)).hasMessageContaining("not UTF-8");
  }
}
