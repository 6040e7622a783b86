package io.adlib.data.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemTagsTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = folder.resolve("tags.jsonl");
    var tags = Map.of("ad-1", List.of("gift", "material=steel"), "c\"2", List.<String>of());
    ItemTags.write(file, tags);
    assertThat(ItemTags.read(file)).isEqualTo(tags);
  }

  @Test
  void theLastLineOfAnIdHoldsAndBlanksAreNone() throws Exception {
    Path file = folder.resolve("tags.jsonl");
    Files.writeString(
        file,
        """
        {"id": "a", "tags": ["x"], "rationale": "because"}

        {"id": "a", "tags": [" y ", " "]}
        """);
    assertThat(ItemTags.read(file)).containsExactly(Map.entry("a", List.of("y")));
  }

  @Test
  void aLineThatIsNoneIsNamed() throws Exception {
    Path file = folder.resolve("tags.jsonl");
    Files.writeString(file, "{\"id\": \"a\", \"tags\": []}\n{\"id\": \"b\", \"tags\": [1]}\n");
    assertThatThrownBy(() -> ItemTags.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("tags.jsonl:2 has no id and tags");
    assertThatThrownBy(() -> ItemTags.read(folder.resolve("none")))
        .isInstanceOf(InputException.class);
  }
}
