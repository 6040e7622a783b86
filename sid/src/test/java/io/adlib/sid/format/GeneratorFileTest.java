package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorShape;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorFileTest {

  @TempDir Path folder;

  private GeneratorShape writtenAndRead(int attributeRows) {
    var shape = new GeneratorShape(4, 8192, attributeRows, 1, 128, 4, 2, 256, 1, 64, 64);
    Path file = folder.resolve("g.safetensors");
    SafetensorsWriter.write(
        file, GeneratorFile.metadata(shape), List.of(Tensor.of("x", new float[1], 1)));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      return GeneratorFile.shape(read);
    }
  }

  @Test
  void theTableOfALargeCatalogueIsAccepted() {
    assertThat(writtenAndRead(GeneratorShape.MOST_ROWS).attributeRows())
        .isEqualTo(GeneratorShape.MOST_ROWS);
    assertThatThrownBy(() -> writtenAndRead(GeneratorShape.MOST_ROWS + 1))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("attributeRows");
  }
}
