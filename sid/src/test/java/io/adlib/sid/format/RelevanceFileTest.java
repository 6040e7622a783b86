package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.sid.relevance.Evidence;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RelevanceModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelevanceFileTest {

  @TempDir Path folder;

  private static RelevanceModel model() {
    float[] weight_F = new float[Evidence.NAMES.size()];
    weight_F[3] = -.5f;
    return new RelevanceModel(
        new Lexicon(
            List.of("zelt", "größe", "帐篷"),
            new float[] {1, 2, 3},
            new float[] {1, 0, 0, 1, 0, 0},
            4),
        weight_F,
        new float[] {1, 2, 3},
        new float[] {4, 5, 6},
        new float[] {-1, 0, 1});
  }

  @Test
  void aModelComesBackAsItWas() {
    Path file = folder.resolve("relevance.safetensors");
    RelevanceFile.save(file, model());
    RelevanceModel read = RelevanceFile.load(file);
    assertThat(read).usingRecursiveComparison().isEqualTo(model());
  }

  @Test
  void whatIsDamagedOrMissingIsRefused() throws Exception {
    Path file = folder.resolve("relevance.safetensors");
    assertThatThrownBy(() -> RelevanceFile.load(file)).isInstanceOf(InputException.class);
    RelevanceFile.save(file, model());
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {bytes.length - 1, bytes.length / 2, 9}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      Path other = Files.write(folder.resolve("damaged"), damaged);
      assertThatThrownBy(() -> RelevanceFile.load(other)).isInstanceOf(CorruptException.class);
    }
    Path other = folder.resolve("other");
    SealedFile.write(other, "adlib-other", 1, java.util.Map.of(), List.of());
    assertThatThrownBy(() -> RelevanceFile.load(other))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("is no file of adlib-relevance");
  }

  @Test
  void aModelOfOtherEvidenceIsRefused() {
    Path file = folder.resolve("relevance.safetensors");
    SealedFile.write(
        file, "adlib-relevance", 1, java.util.Map.of("evidence", "title,charm"), List.of());
    assertThatThrownBy(() -> RelevanceFile.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("was trained on other evidence");
  }
}
