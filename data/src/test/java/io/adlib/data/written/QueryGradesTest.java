package io.adlib.data.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryGradesTest {

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("grades.jsonl"), text);
  }

  @Test
  void gradesAreReadInTheirOrder() throws IOException {
    Path file =
        file(
            """
            {"query": "chef knife", "ad": "a1", "grade": 4}

            {"query": "größe xl", "ad": "a2", "grade": 1, "by": "Eva"}
            """);
    assertThat(QueryGrades.read(file))
        .containsExactly(
            new QueryGrades("chef knife", "a1", 4), new QueryGrades("größe xl", "a2", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "knife,a1,4",
        "{\"query\": \"knife\", \"ad\": \"a1\"}",
        "{\"query\": \"knife\", \"ad\": \"a1\", \"grade\": 0}",
        "{\"query\": \"knife\", \"ad\": \"a1\", \"grade\": 5}",
        "{\"query\": \"knife\", \"ad\": \"a1\", \"grade\": 3.5}",
        "{\"query\": \"knife\", \"ad\": \"a1\", \"grade\": \"4\"}",
        "{\"query\": \"knife\", \"ad\": \"a1\", \"grade\": 99999999999}",
        "{\"query\": 7, \"ad\": \"a1\", \"grade\": 4}",
        "[]",
        "{"
      })
  void aWrongLineIsNamed(String line) throws IOException {
    Path file = file("{\"query\": \"q\", \"ad\": \"a\", \"grade\": 2}\n" + line + "\n");
    assertThatThrownBy(() -> QueryGrades.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":2 is no grade of a query and an ad");
  }

  @Test
  void whatIsNotThereOrNoTextIsSaid() throws IOException {
    assertThatThrownBy(() -> QueryGrades.read(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there are no grades at");
    Path file = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> QueryGrades.read(file)).hasMessageEndingWith("is not UTF-8 text");
  }
}
