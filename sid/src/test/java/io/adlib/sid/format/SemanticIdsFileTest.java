package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.SemanticIds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticIdsFileTest {

  @TempDir Path folder;

  @Test
  void everyIdIsFoundInTheMappedFileAndNoOtherIs() {
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "ad-" + i + "-é").toList();
    short[] codes = new short[2000];
    for (int i = 0; i < 2000; i++) {
      codes[i] = (short) (i % 2 == 0 ? i / 200 : i / 2 % 100);
    }
    Path file = folder.resolve("ids.safetensors");
    SemanticIdsFile.save(file, new SemanticIds(names, 2, 100, codes, "books"));
    SemanticIds mapped = SemanticIdsFile.load(file);
    assertThat(mapped.items()).isEqualTo(names);
    assertThat(mapped.tokenizer()).isEqualTo("books");
    for (int i = 0; i < names.size(); i++) {
      assertThat(mapped.indexOf(names.get(i))).isEqualTo(i);
      assertThat(mapped.path(i)).isEqualTo(i / 100 + "-" + i % 100);
    }
    assertThat(mapped.indexOf("ad-1000-é")).isEqualTo(-1);
    assertThat(mapped.indexOf("")).isEqualTo(-1);
  }

  @Test
  void mappedIdsGrowAndRefuseAnIdTwice() {
    Path file = folder.resolve("ids.safetensors");
    SemanticIdsFile.save(file, new SemanticIds(List.of("a", "b"), 1, 9, new short[] {4, 5}));
    SemanticIds grown =
        SemanticIdsFile.load(file)
            .with(List.of("c"), new short[] {6})
            .with(List.of("d"), new short[] {7});
    assertThat(grown.items()).containsExactly("a", "b", "c", "d");
    assertThat(grown.indexOf("d")).isEqualTo(3);
    assertThat(grown.code(3, 0)).isEqualTo(7);
    assertThat(grown.code(1, 0)).isEqualTo(5);
    for (String known : List.of("a", "c")) {
      assertThatThrownBy(() -> grown.with(List.of(known), new short[] {8}))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("two semantic IDs");
    }
    SemanticIdsFile.save(folder.resolve("grown.safetensors"), grown);
    assertThat(SemanticIdsFile.load(folder.resolve("grown.safetensors")).indexOf("c")).isEqualTo(2);
  }

  @Test
  void aFileOfTheVersionBeforeIsRead() {
    Path file = folder.resolve("old.safetensors");
    byte[] ids = "xyy".getBytes(StandardCharsets.UTF_8);
    SealedFile.write(
        file,
        "adlib-semantic-ids",
        2,
        Map.of("codes_per_level", "4", "tokenizer", "t"),
        List.of(
            Tensor.of("codes", new short[] {1, 2, 3, 0}, 2, 2),
            Tensor.of("id_ends", new long[] {1, 3}, 2),
            Tensor.of("ids", ids, 3)));
    SemanticIds old = SemanticIdsFile.load(file);
    assertThat(old.items()).containsExactly("x", "yy");
    assertThat(old.path(1)).isEqualTo("3-0");
  }
}
