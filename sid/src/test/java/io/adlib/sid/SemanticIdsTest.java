package io.adlib.sid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticIdsTest {

  @Test
  void knowsEveryItemsPath() {
    var ids = new SemanticIds(List.of("a", "b"), 3, 256, new short[] {12, 250, 0, 3, 0, 1});
    assertThat(ids.path(0)).isEqualTo("12-250-0");
    assertThat(ids.code(1, 2)).isEqualTo(1);
    assertThat(ids.indexOf("b")).isEqualTo(1);
    assertThat(ids.indexOf("c")).isEqualTo(-1);
  }

  @Test
  void doesNotChangeWithTheArrayItWasMadeOf() {
    short[] codes = {1, 2};
    var ids = new SemanticIds(List.of("a"), 2, 4, codes);
    codes[0] = 3;
    assertThat(ids.code(0, 0)).isEqualTo(1);
  }

  @Test
  void refusesWrongCodesAndItemsGivenTwice() {
    assertThatThrownBy(() -> new SemanticIds(List.of("a"), 2, 4, new short[] {1, 4}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SemanticIds(List.of("a"), 2, 4, new short[] {1, -1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SemanticIds(List.of("a"), 2, 4, new short[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SemanticIds(List.of("a", "a"), 1, 4, new short[] {1, 2}))
        .isInstanceOf(InputException.class);
  }

  @Test
  void bucketsGapsByPowersOfTwoMinutes() {
    assertThat(Prompt.gapBucket(Duration.ofSeconds(-5))).isEqualTo((byte) 1);
    assertThat(Prompt.gapBucket(Duration.ofSeconds(59))).isEqualTo((byte) 1);
    assertThat(Prompt.gapBucket(Duration.ofMinutes(1))).isEqualTo((byte) 2);
    assertThat(Prompt.gapBucket(Duration.ofMinutes(2))).isEqualTo((byte) 2);
    assertThat(Prompt.gapBucket(Duration.ofMinutes(3))).isEqualTo((byte) 3);
    assertThat(Prompt.gapBucket(Duration.ofDays(10_000))).isEqualTo((byte) 15);
  }

  @Test
  void anItemsRowsAreThoseOfTheNodesOnItsPath() {
    var shape = new GeneratorShape(4, 8, 1000, 2, 16, 2, 1, 16, 1, 8, 20);
    var ids = new SemanticIds(List.of("a"), 4, 8, new short[] {5, 2, 7, 0});
    int path2 = GeneratorShape.extend(GeneratorShape.extend(GeneratorShape.ROOT, 5), 2);
    int path3 = GeneratorShape.extend(path2, 7);
    assertThat(shape.itemRows(ids, 0))
        .containsExactly(
            shape.codeRow(0, 5),
            shape.codeRow(1, 2),
            shape.codeRow(2, 7),
            shape.codeRow(3, 0),
            shape.pathRow(path2),
            shape.pathRow(path3),
            shape.pathRow(GeneratorShape.extend(path3, 0)));
    assertThat(shape.nodeRows(0, 5, GeneratorShape.ROOT)).containsExactly(shape.codeRow(0, 5), 0);
    assertThat(shape.nodeRows(2, 7, path2))
        .containsExactly(shape.codeRow(2, 7), shape.pathRow(path3));
  }

  @Test
  void hashesPathsOfAFullTrieEvenlyOverTheRows() {
    var shape = new GeneratorShape(3, 64, 4096, 2, 16, 2, 1, 16, 1, 8, 20);
    int[] used = new int[4096];
    for (int path = 0; path < 64 * 64 * 64; path++) {
      int hash = GeneratorShape.extend(GeneratorShape.ROOT, path / 4096);
      hash = GeneratorShape.extend(GeneratorShape.extend(hash, path / 64 % 64), path % 64);
      used[shape.pathRow(hash) - shape.rows() + 4096]++;
    }
    double chiSquare = 0;
    for (int count : used) {
      chiSquare += (count - 64.0) * (count - 64.0) / 64;
    }
    // 4095 degrees of freedom: mean 4095, deviation 90
    assertThat(chiSquare).isBetween(4095 - 500.0, 4095 + 500.0);
  }

  @Test
  void givesEveryCodeAndAttributeItsOwnRangeOfRows() {
    var shape = new GeneratorShape(3, 8, 10, 2, 16, 2, 1, 16, 1, 8, 20);
    assertThat(shape.codeRow(0, 0)).isEqualTo(1);
    assertThat(shape.codeRow(2, 7)).isEqualTo(24);
    assertThat(shape.attributeRow("device", "mobile")).isBetween(25, 34);
    assertThat(shape.rows()).isEqualTo(35);
    assertThat(shape.rowsPerPosition()).isEqualTo(5);
    assertThat(new GeneratorShape(4, 8, 10, 2, 16, 2, 1, 16, 1, 8, 20).rowsPerPosition())
        .isEqualTo(7);
    assertThatThrownBy(() -> new GeneratorShape(3, 8, 10, 2, 16, 2, 1, 16, 2, 8, 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GeneratorShape(3, 8, 10, 4, 16, 2, 1, 16, 1, 8, 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GeneratorShape(3, 8, 10, 2, 15, 2, 1, 16, 1, 8, 20))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
