package io.adlib.encode.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedEncoderTest {

  static final List<String> TEXTS = List.of("soap", "cream", "", "soap", "crème 🙂");

  @TempDir Path folder;
  final CountingEncoder model = new CountingEncoder();

  EmbeddingCache open() {
    return EmbeddingCache.open(folder, model.fingerprint(), model.dimension());
  }

  float[] encode(List<String> texts) {
    try (var cached = CachedEncoder.ofTexts(model, open())) {
      return cached.encode(texts, Progress.SILENT);
    }
  }

  Path file() {
    try (var cache = open()) {
      return cache.file();
    }
  }

  @Test
  void eachTextIsEncodedOnceThoughItComesTwice() {
    float[] first = encode(TEXTS);
    assertThat(model.asked).containsExactly("soap", "cream", "", "crème 🙂");
    assertThat(first).isEqualTo(new CountingEncoder().encode(TEXTS, Progress.SILENT));
  }

  @Test
  void aSecondRunAsksTheModelNothing() {
    float[] first = encode(TEXTS);
    model.asked.clear();
    assertThat(encode(TEXTS)).isEqualTo(first);
    assertThat(model.asked).isEmpty();
  }

  @Test
  void onlyNewTextsAreEncoded() {
    encode(TEXTS);
    model.asked.clear();
    encode(List.of("drill", "cream"));
    assertThat(model.asked).containsExactly("drill");
  }

  @Test
  void anotherEncoderHasItsOwnVectors() {
    encode(TEXTS);
    try (var other = EmbeddingCache.open(folder, "another", 3)) {
      assertThat(other.size()).isZero();
    }
  }

  @Test
  void aFileCutAtAnyByteKeepsItsWholeRecordsAndFillsAgain() throws IOException {
    float[] all = encode(TEXTS);
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    int record = 16 + 12 + 4;
    int header = bytes.length - 4 * record;
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      try (var cache = open()) {
        assertThat(cache.size()).isEqualTo(Math.max(0, length - header) / record);
      }
      model.asked.clear();
      assertThat(encode(TEXTS)).isEqualTo(all);
      assertThat(model.asked).hasSize(4 - Math.max(0, length - header) / record);
    }
  }

  @Test
  void aDamagedRecordAloneIsEncodedAgain() throws IOException {
    float[] all = encode(TEXTS);
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3 * 32 + 20] ^= 1;
    Files.write(file, bytes);
    model.asked.clear();
    assertThat(encode(TEXTS)).isEqualTo(all);
    assertThat(model.asked).containsExactly("cream");
    model.asked.clear();
    assertThat(encode(TEXTS)).isEqualTo(all);
    assertThat(model.asked).isEmpty();
  }

  @Test
  void aForeignFileIsRefused() throws IOException {
    Files.writeString(file(), "this is no cache, and longer than its header would be");
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("is not a cache of counting");
  }

  @Test
  void twoAtOnceAreRefused() {
    try (var cache = open()) {
      assertThat(cache.size()).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsOneLine() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "");
    assertThatThrownBy(() -> EmbeddingCache.open(taken, "counting", 3))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot open");
  }

  @Test
  void stoppedWorkKeepsWhatWasDone() {
    List<String> many = IntStream.range(0, 5000).mapToObj(i -> "text " + i).toList();
    Encoder<String> failing =
        new Encoder<>() {
          @Override
          public int dimension() {
            return 3;
          }

          @Override
          public String fingerprint() {
            return model.fingerprint();
          }

          @Override
          public float[] encode(List<String> texts, Progress progress) {
            if (texts.contains("text 4999")) {
              throw new EnvironmentException("stopped", "go on");
            }
            return model.encode(texts, progress);
          }

          @Override
          public void close() {}
        };
    try (var cached = CachedEncoder.ofTexts(failing, open())) {
      assertThatThrownBy(() -> cached.encode(many, Progress.SILENT)).hasMessage("stopped");
    }
    model.asked.clear();
    encode(many);
    assertThat(model.asked).hasSize(5000 - 2 * CachedEncoder.CHUNK);
  }
}
