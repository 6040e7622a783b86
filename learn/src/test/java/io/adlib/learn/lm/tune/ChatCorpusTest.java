package io.adlib.learn.lm.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora as people have them. */
class ChatCorpusTest {

  private static final String LINE =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"käse\"},"
          + "{\"role\":\"assistant\",\"content\":\"b\"}]}";

  @TempDir Path folder;

  @Test
  void aByteOrderMarkAndReturnsAtLineEndsArePassedOver() throws IOException {
    Path file = Files.writeString(folder.resolve("c.jsonl"), "\uFEFF" + LINE + "\r\n" + LINE);
    assertThat(ChatCorpus.read(file)).hasSize(2);
  }

  @Test
  void whyAFileCannotBeReadIsSaid() throws IOException {
    assertWrong(folder.resolve("none.jsonl"), "there is no file");
    assertWrong(folder, "is a folder");
    Path latin = folder.resolve("latin.jsonl");
    Files.write(latin, LINE.getBytes(StandardCharsets.ISO_8859_1));
    assertWrong(latin, "is not UTF-8 text");
    assertWrong(Files.writeString(folder.resolve("e.jsonl"), "\n"), "has no examples");
  }

  private static void assertWrong(Path file, String message) {
    assertThatThrownBy(() -> ChatCorpus.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
