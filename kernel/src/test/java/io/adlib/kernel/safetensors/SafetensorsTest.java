package io.adlib.kernel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

  @TempDir Path folder;

  private Path raw(long length, String header, int data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length == -1 ? text.length : length).put(text);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }

  @Test
  void readsBackEveryTypeAndTheMetadata() {
    Path file = folder.resolve("all.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of("width", "128", "quo\"te\n", "é\\"),
        List.of(
            Tensor.of("b", new byte[] {1, -1, 3}, 3),
            Tensor.of("f", new float[] {1.5f, -0f, Float.NaN, 4}, 2, 2),
            Tensor.of("d", new double[] {Math.PI}),
            Tensor.of("l", new long[] {Long.MIN_VALUE, 7}, 2, 1),
            Tensor.of("i", new int[] {-5, 6}, 2),
            Tensor.of("s", new short[] {-5, 6, 7}, 3),
            Tensor.of("none", new float[0], 0, 4),
            Tensor.ofBf16("h", new float[] {1, -2.5f, Float.NaN, Float.POSITIVE_INFINITY}, 4)));
    try (var read = SafetensorsFile.open(file)) {
      assertThat(read.metadata()).isEqualTo(Map.of("width", "128", "quo\"te\n", "é\\"));
      assertThat(read.tensor("b").bytes()).containsExactly(1, -1, 3);
      assertThat(read.tensor("f").requireShape(2, 2).floats())
          .containsExactly(1.5f, -0f, Float.NaN, 4);
      assertThat(read.tensor("d").requireShape().doubles()).containsExactly(Math.PI);
      assertThat(read.tensor("l").longs()).containsExactly(Long.MIN_VALUE, 7);
      assertThat(read.tensor("i").ints()).containsExactly(-5, 6);
      assertThat(read.tensor("s").shorts()).containsExactly(-5, 6, 7);
      assertThat(read.tensor("none").floats()).isEmpty();
      assertThat(read.tensor("h").floats())
          .containsExactly(1, -2.5f, Float.NaN, Float.POSITIVE_INFINITY);
      assertThat(read.tensor("f").data().address() % 4).isZero();
    }
  }

  @Test
  void roundsToTheNearestBfloat16WithTiesToEven() {
    float tieDown = Float.intBitsToFloat(0x3f808000); // halfway between 0x3f80 and 0x3f81
    float tieUp = Float.intBitsToFloat(0x3f818000); // halfway between 0x3f81 and 0x3f82
    assertThat(Tensor.ofBf16("h", new float[] {tieDown, tieUp}, 2).floats())
        .containsExactly(Float.intBitsToFloat(0x3f800000), Float.intBitsToFloat(0x3f820000));
  }

  @Test
  void saysWhatATensorIsInsteadOfWhatWasAsked() {
    Path file = folder.resolve("one.safetensors");
    SafetensorsWriter.write(file, Map.of(), List.of(Tensor.of("w", new float[6], 2, 3)));
    try (var read = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> read.tensor("w").requireShape(3, 2))
          .isInstanceOf(CorruptException.class)
          .hasMessage("tensor 'w' has shape [2, 3] instead of [3, 2]");
      assertThatThrownBy(() -> read.tensor("w").longs())
          .isInstanceOf(CorruptException.class)
          .hasMessage("tensor 'w' is F32 instead of [I64]");
      assertThatThrownBy(() -> read.tensor("v"))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("no tensor 'v'");
      assertThatThrownBy(() -> read.metadata("width")).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void readsAFileWithUnpaddedHeaderAndNoTensors() throws IOException {
    try (var read = SafetensorsFile.open(raw(-1, "{}", 0))) {
      assertThat(read.names()).isEmpty();
      assertThat(read.metadata()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}x",
        "{\"a\":1}",
        "{\"a\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3037000500,3037000500],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":\"\\u12\"}}",
      })
  void refusesAMalformedHeaderInOneLine(String header) throws IOException {
    Path file = raw(-1, header, 4);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CorruptException.class)
        .message()
        .startsWith(file + ": ")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesAHeaderLengthThatDoesNotFit(long length) throws IOException {
    Path file = raw(length, "{}", 8);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void refusesAHeaderThatWouldFillTheMemory() throws IOException {
    Path file = folder.resolve("bomb.safetensors");
    try (var out = Files.newOutputStream(file)) {
      long length = SafetensorsFile.MAX_HEADER + 8L;
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      out.write(new byte[(int) length]);
    }
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("at most");
  }

  @Test
  void tellsAMissingFileFromADamagedOne() {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none")))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> SafetensorsFile.open(folder)).isInstanceOf(EnvironmentException.class);
  }

  @Test
  void leavesTheOldFileAndNoRubbishWhenWritingFails() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.writeString(target.resolve("inside"), "x");
    assertThatThrownBy(
            () -> SafetensorsWriter.write(target, Map.of(), List.of(Tensor.of("w", new float[1]))))
        .isInstanceOf(EnvironmentException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    Path file = folder.resolve("twice.safetensors");
    Tensor w = Tensor.of("w", new float[] {1}, 1);
    assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), List.of(w, w)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }
}
