package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.sid.IntTable;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.nearest.Companions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusionFileTest {

  private static final SemanticIds IDS =
      new SemanticIds(List.of("a", "b", "c"), 2, 4, new short[] {0, 0, 1, 0, 2, 0}, "t-1");

  @TempDir Path folder;

  private static Companions companions() {
    var builder = new Companions.Builder(3);
    builder.add(2, .5f);
    builder.add(1, .25f);
    builder.endRow();
    builder.endRow();
    builder.add(0, 3);
    builder.endRow();
    return builder.build();
  }

  private Path saved() {
    Path file = folder.resolve("fusion.safetensors");
    FusionFile.save(file, companions(), new double[] {1, -.5}, IDS);
    return file;
  }

  @Test
  void comesBackAsItWas() {
    FusionFile.Content read = FusionFile.map(saved());
    assertThat(read.tokenizer()).isEqualTo("t-1");
    assertThat(read.items()).isEqualTo(FusionFile.itemsOf(IDS));
    assertThat(read.weight_F()).containsExactly(1, -.5);
    Companions companions = read.companions();
    assertThat(companions.items()).isEqualTo(3);
    assertThat(companions.start().get(1)).isEqualTo(2);
    assertThat(companions.start().get(2)).isEqualTo(2);
    assertThat(companions.item().get(0)).isEqualTo(2);
    assertThat(companions.weight(0)).isEqualTo(.5f);
    assertThat(companions.weight(2)).isEqualTo(3);
  }

  @Test
  void namesItemsAndTheirOrder() {
    var other =
        new SemanticIds(List.of("b", "a", "c"), 2, 4, new short[] {0, 0, 1, 0, 2, 0}, "t-1");
    assertThat(FusionFile.itemsOf(other)).isNotEqualTo(FusionFile.itemsOf(IDS));
  }

  @Test
  void everyFlippedByteIsFound() throws Exception {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      int place = at;
      assertThatThrownBy(() -> FusionFile.map(file))
          .as("byte %d", place)
          .isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void tablesThatContradictOneAnotherAreRefused() {
    IntTable start = IntTable.of(new int[] {0, 2, 1, 2}, 4);
    IntTable item = IntTable.of(new int[] {1, 2}, 2);
    MemorySegment weights = MemorySegment.ofArray(new byte[8]);
    assertThatThrownBy(() -> new Companions(start, item, weights))
        .hasMessageContaining("row 2 ends before it begins");
    IntTable good = IntTable.of(new int[] {0, 1, 1, 2}, 4);
    assertThatThrownBy(() -> new Companions(good, IntTable.of(new int[] {1, 3}, 2), weights))
        .hasMessageContaining("item 3");
    assertThatThrownBy(() -> new Companions(good, item, MemorySegment.ofArray(new byte[4])))
        .hasMessageContaining("do not cover");
  }
}
