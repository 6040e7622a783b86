package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrieFileTest {

  @TempDir Path folder;

  private static SemanticIds ids(int items) {
    RandomGenerator random = new Seed(1).generator();
    short[] codes_NL = new short[items * 4];
    for (int i = 0; i < items; i++) {
      codes_NL[i * 4] = (short) random.nextInt(7);
      codes_NL[i * 4 + 1] = (short) random.nextInt(7);
      codes_NL[i * 4 + 2] = (short) (i % 300 / 2);
      codes_NL[i * 4 + 3] = (short) (i / 300 * 2 + i % 2);
    }
    List<String> names = IntStream.range(0, items).mapToObj(i -> "i" + i).toList();
    return new SemanticIds(names, 4, 300, codes_NL);
  }

  private static void assertSame(Trie actual, Trie expected) {
    assertThat(actual.depth()).isEqualTo(expected.depth());
    assertThat(actual.codesPerLevel()).isEqualTo(expected.codesPerLevel());
    assertThat(actual.leaves()).isEqualTo(expected.leaves());
    for (int level = 0; level <= expected.depth(); level++) {
      assertThat(actual.nodes(level)).isEqualTo(expected.nodes(level));
      for (int node = 0; node < expected.nodes(level); node++) {
        assertThat(actual.firstLeaf(level, node)).isEqualTo(expected.firstLeaf(level, node));
        assertThat(level == 0 || actual.code(level, node) == expected.code(level, node)).isTrue();
        if (level < expected.depth()) {
          assertThat(actual.firstChild(level, node)).isEqualTo(expected.firstChild(level, node));
        }
      }
    }
    for (int item = 0; item < 500; item++) {
      assertThat(actual.leaf(item)).isEqualTo(expected.leaf(item));
    }
  }

  @Test
  void aMappedTrieIsTheOneThatWasWritten() {
    SemanticIds ids = ids(500);
    Trie trie = Trie.of(ids, IntStream.range(0, 500).filter(i -> i % 3 != 0));
    Path file = folder.resolve("trie.safetensors");
    TrieFile.save(file, trie);
    Trie mapped = TrieFile.map(file);
    assertSame(mapped, trie);
    assertSame(
        mapped.with(ids, IntStream.of(0, 3), IntStream.of(1)),
        trie.with(ids, IntStream.of(0, 3), IntStream.of(1)));
    assertThat(mapped.tables().bytes()).isLessThan(64 * 500);
  }

  @Test
  void anEmptyTrieIsWrittenToo() {
    Path file = folder.resolve("empty.safetensors");
    TrieFile.save(file, Trie.of(ids(3), IntStream.empty()));
    assertThat(TrieFile.map(file).leaves()).isZero();
  }

  @Test
  void whatIsDamagedOrNoTrieIsRefused() throws Exception {
    Path file = folder.resolve("trie.safetensors");
    assertThatThrownBy(() -> TrieFile.map(file)).isInstanceOf(InputException.class);
    TrieFile.save(file, Trie.of(ids(100)));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 9] ^= 4;
    Files.write(file, bytes);
    assertThatThrownBy(() -> TrieFile.map(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("checksum");
    Path other = folder.resolve("ids.safetensors");
    SemanticIdsFile.save(other, ids(5));
    assertThatThrownBy(() -> TrieFile.map(other))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("adlib-trie");
    Path odd = folder.resolve("odd.safetensors");
    SealedFile.write(odd, "adlib-trie", 1, Map.of("depth", "1", "codes_per_level", "4"), List.of());
    assertThatThrownBy(() -> TrieFile.map(odd)).isInstanceOf(CorruptException.class);
  }
}
