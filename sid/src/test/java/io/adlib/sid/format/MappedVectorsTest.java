package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedVectorsTest {

  @TempDir Path folder;

  @Test
  void aBlockIsReadFromWhereItStands() {
    Path file = folder.resolve("v.safetensors");
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    SafetensorsWriter.write(
        file,
        Map.of(),
        List.of(Tensor.of("a", new byte[3], 3), Tensor.of("vectors", values, 4, 2)));
    try (MappedVectors vectors = MappedVectors.open(file, "vectors")) {
      assertThat(vectors.size()).isEqualTo(4);
      assertThat(vectors.dimension()).isEqualTo(2);
      float[] block = new float[5];
      vectors.read(1, 2, block);
      assertThat(block).containsExactly(3, 4, 5, 6, 0);
      assertThat(vectors.readAll()).isEqualTo(values);
    }
  }

  @Test
  void whatHoldsNoVectorsIsRefused() {
    Path file = folder.resolve("v.safetensors");
    SafetensorsWriter.write(
        file, Map.of(), List.of(Tensor.of("vectors", new short[] {1, 2}, 1, 2)));
    assertThatThrownBy(() -> MappedVectors.open(file, "vectors"))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("not vectors in F32");
    assertThatThrownBy(() -> MappedVectors.open(folder.resolve("none"), "vectors"))
        .isInstanceOf(InputException.class);
  }
}
