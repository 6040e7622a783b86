package io.adlib.sid.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.AdlibException;
import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.projection.Layer;
import io.adlib.sid.projection.Projection;
import io.adlib.sid.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatTest {

  static final SemanticIds IDS =
      new SemanticIds(
          List.of("a", "", "crème 🙂", "d"),
          3,
          300,
          new short[] {0, 1, 2, 299, 4, 5, 6, 7, 8, 9, 10, 11});
  static final Codebooks BOOKS =
      new Codebooks(2, 3, 2, new float[] {1, 2, 3, 4, 5, 6, -1, -2, -3, .5f, 1e-9f, 0});

  @TempDir Path folder;

  @Test
  void semanticIdsComeBackAsTheyWere() {
    Path file = folder.resolve("ids.safetensors");
    SemanticIdsFile.save(file, IDS);
    SemanticIds back = SemanticIdsFile.load(file);
    assertThat(back.items()).isEqualTo(IDS.items());
    assertThat(back.codesPerLevel()).isEqualTo(300);
    for (int i = 0; i < 4; i++) {
      assertThat(back.path(i)).isEqualTo(IDS.path(i));
    }
  }

  @Test
  void semanticIdsNameTheirTokenizerAlsoAfterOthersJoinOrLeave() {
    Path file = folder.resolve("ids.safetensors");
    var ids = new SemanticIds(List.of("a"), 3, 3, new short[] {0, 1, 2}, BOOKS.fingerprint());
    SemanticIdsFile.save(file, ids);
    SemanticIds back = SemanticIdsFile.load(file);
    assertThat(back.tokenizer()).isEqualTo(BOOKS.fingerprint()).startsWith("rq-kmeans-2x3-");
    assertThat(Suffixes.extend(back, List.of("b"), new short[] {0, 1}).tokenizer())
        .isEqualTo(BOOKS.fingerprint());
    assertThat(Suffixes.retain(back, "b"::equals).tokenizer()).isEqualTo(BOOKS.fingerprint());
    var others = new Codebooks(2, 3, 2, new float[12]);
    assertThat(others.fingerprint()).isNotEqualTo(BOOKS.fingerprint());
    var item = new ItemVectors(List.of("c"), List.of(""), List.of(""), 2, new float[2]);
    assertThatThrownBy(() -> Tokenizer.extend(back, others, item))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(BOOKS.fingerprint())
        .hasMessageContaining(others.fingerprint());
  }

  @Test
  void noItemsAtAllComeBackToo() {
    Path file = folder.resolve("none.safetensors");
    SemanticIdsFile.save(file, new SemanticIds(List.of(), 4, 256, new short[0]));
    assertThat(SemanticIdsFile.load(file).depth()).isEqualTo(4);
  }

  @Test
  void codebooksComeBackForTheirEncoderOnly() {
    Path file = folder.resolve("books.safetensors");
    CodebooksFile.save(file, BOOKS, "encoder A");
    Codebooks back = CodebooksFile.load(file, "encoder A");
    assertThat(back.centroids_LCE()).isEqualTo(BOOKS.centroids_LCE());
    assertThat(back.levels()).isEqualTo(2);
    assertThat(back.codesPerLevel()).isEqualTo(3);
    assertThatThrownBy(() -> CodebooksFile.load(file, "encoder B"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'encoder A', not 'encoder B'");
  }

  @Test
  void projectionsComeBackWithTheirCodebooks() {
    var in = new Layer(2, 3, new float[] {1, 2, 3, 4, 5, 6}, new float[] {.1f, .2f, .3f});
    var out = new Layer(3, 2, new float[] {6, 5, 4, 3, 2, 1}, new float[] {.4f, .5f});
    var centroids = new float[] {1, 2, 3, 4, 5, 6};
    Path file = folder.resolve("books.safetensors");
    for (Codebooks books :
        List.of(
            new Codebooks(1, 2, centroids, Projection.of(List.of(in)), Projection.of(List.of(out))),
            new Codebooks(
                1,
                3,
                centroids,
                Projection.residual(List.of(in, out)),
                Projection.residual(List.of(in, out))))) {
      CodebooksFile.save(file, books, "e");
      Codebooks back = CodebooksFile.load(file, "e");
      float[] x = {.3f, -.7f};
      assertThat(back.encoder().apply(x, 1)).isEqualTo(books.encoder().apply(x, 1));
      assertThat(back.decode((short) 1)).isEqualTo(books.decode((short) 1));
      assertThat(back.encode(x)).isEqualTo(books.encode(x));
    }
  }

  @Test
  void damageAnywhereIsNoticed() throws IOException {
    Path file = folder.resolve("ids.safetensors");
    SemanticIdsFile.save(file, IDS);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] ^= 4;
      Files.write(file, bytes);
      bytes[at] ^= 4;
      assertThatThrownBy(() -> SemanticIdsFile.load(file))
          .as("byte %d", at)
          .isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void aFileCutAnywhereIsNoticed() throws IOException {
    Path file = folder.resolve("books.safetensors");
    CodebooksFile.save(file, BOOKS, "e");
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> CodebooksFile.load(file, "e")).isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void oneKindIsNotReadAsTheOther() {
    Path file = folder.resolve("books.safetensors");
    CodebooksFile.save(file, BOOKS, "e");
    assertThatThrownBy(() -> SemanticIdsFile.load(file))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("is no file of adlib-semantic-ids");
  }

  @Test
  void aMissingFileIsTheUsersToMend() {
    assertThatThrownBy(() -> SemanticIdsFile.load(folder.resolve("none")))
        .isInstanceOf(InputException.class);
  }

  @Test
  void anIdThatIsNoUnicodeIsRefused() {
    SemanticIds odd = new SemanticIds(List.of("\ud800"), 1, 2, new short[1]);
    assertThatThrownBy(() -> SemanticIdsFile.save(folder.resolve("odd"), odd))
        .isInstanceOf(AdlibException.class)
        .hasMessageContaining("no valid Unicode");
  }
}
