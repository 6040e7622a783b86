package io.adlib.encode.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a plain-Java twin of a small model. */
class OnnxImageEncoderTest {

  @TempDir Path folder;
  private final TinyModel twin = new TinyModel(7);
  private Path model;
  private ImageFolder pictures;

  @BeforeEach
  void write() throws IOException {
    model = twin.write(folder.resolve("tiny.onnx"));
    pictures = new ImageFolder(folder, 1_000_000);
  }

  private ImageFile picture(String name, int width, int height, long seed) throws IOException {
    Pictures.write(folder.resolve(name), "png", width, height, seed);
    return found(name);
  }

  private ImageFile found(String name) {
    return ((Picture.Found) pictures.find(name)).file();
  }

  private void settings(String json) throws IOException {
    Files.writeString(folder.resolve("tiny.json"), json);
  }

  private static void assertNear(float[] vector, double[] expected) {
    assertThat(vector).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) vector[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  private float[] input(ImageFile file, ImageSettings settings) throws IOException {
    return ImageTensor.of(ImageDecoder.decode(file.path()).orElseThrow(), settings);
  }

  @Test
  void aModelsOwnOutputIsTakenAsItIs() throws IOException {
    ImageFile file = picture("a.png", 33, 21, 1);
    try (var encoder = OnnxImageEncoder.load(model, 2)) {
      assertThat(encoder.dimension()).isEqualTo(2);
      float[] input = input(file, ImageSettings.of(ImageSettings.Layout.NCHW, TinyModel.SIZE));
      assertNear(encoder.encode(List.of(file), Progress.SILENT), twin.classes(input));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"features", "places"})
  void aTensorInsideTheModelCanBeTheOutput(String tensor) throws IOException {
    settings("{\"output\": \"" + tensor + "\", \"fit\": \"pad\", \"mean\": [0.1, 0.2, 0.3]}");
    ImageFile file = picture("a.png", 33, 21, 1);
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      assertThat(encoder.dimension()).isEqualTo(TinyModel.FEATURES);
      ImageSettings read =
          ImageSettingsFile.read(
              folder.resolve("tiny.json"),
              ImageSettings.of(ImageSettings.Layout.NCHW, TinyModel.SIZE));
      assertNear(encoder.encode(List.of(file), Progress.SILENT), twin.features(input(file, read)));
    }
  }

  @Test
  void orderAndThreadsChangeNothing() throws IOException {
    var files = new ArrayList<ImageFile>();
    for (int i = 0; i < 9; i++) {
      files.add(picture(i + ".png", 20 + i, 40 - i, i));
    }
    try (var one = OnnxImageEncoder.load(model, 1);
        var four = OnnxImageEncoder.load(model, 4)) {
      float[] vectors = one.encode(files, Progress.SILENT);
      assertThat(four.encode(files, Progress.SILENT)).isEqualTo(vectors);
      assertThat(four.fingerprint()).isEqualTo(one.fingerprint());
      float[] reversed = one.encode(files.reversed(), Progress.SILENT);
      for (int i = 0; i < 9; i++) {
        assertThat(reversed[(8 - i) * 2]).isEqualTo(vectors[i * 2]);
      }
    }
  }

  @Test
  void aPictureThatDoesNotDecodeHasTheZeroVector() throws IOException {
    ImageFile whole = picture("a.png", 30, 30, 1);
    byte[] bytes = Files.readAllBytes(whole.path());
    Files.write(folder.resolve("cut.png"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      float[] vectors = encoder.encode(List.of(found("cut.png"), whole), Progress.SILENT);
      assertThat(vectors).startsWith(0, 0);
      assertThat(vectors[2] * vectors[2] + vectors[3] * vectors[3]).isCloseTo(1, within(1e-5f));
    }
  }

  @Test
  void picturesOfOneContentAreEncodedOnce() throws IOException {
    ImageFile first = picture("a.png", 30, 30, 1);
    Files.copy(first.path(), folder.resolve("b.png"));
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      var cache = EmbeddingCache.open(folder.resolve("cache"), encoder.fingerprint(), 2);
      var cached = new CachedEncoder<>(encoder, cache, "images", ImageFile::sha256);
      float[] vectors = cached.encode(List.of(first, found("b.png")), Progress.SILENT);
      assertThat(cache.size()).isOne();
      assertThat(vectors[0]).isEqualTo(vectors[2]);
      Files.delete(first.path());
      assertThat(cached.encode(List.of(first), Progress.SILENT)[0]).isEqualTo(vectors[0]);
      cache.close();
    }
  }

  @Test
  void otherSettingsOrWeightsAreAnotherFingerprint() throws IOException {
    var seen = new java.util.HashSet<String>();
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      seen.add(encoder.fingerprint());
    }
    settings("{\"fit\": \"crop\"}");
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      seen.add(encoder.fingerprint());
    }
    new TinyModel(8).write(model);
    try (var encoder = OnnxImageEncoder.load(model, 1)) {
      seen.add(encoder.fingerprint());
    }
    assertThat(seen).hasSize(3);
  }

  @Test
  void theSettingsOfHuggingFaceExportsAreUnderstood() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("preprocessor_config.json"),
            """
            {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true,
             "do_normalize": true, "image_mean": [0.48, 0.45, 0.4], "image_std": [0.26, 0.26, 0.27],
             "resample": 3, "rescale_factor": 0.00392156862745098,
             "size": {"shortest_edge": 256}, "image_processor_type": "CLIPImageProcessor"}
            """);
    ImageSettings read =
        ImageSettingsFile.read(file, ImageSettings.of(ImageSettings.Layout.NCHW, 224));
    assertThat(read.fit()).isEqualTo(ImageSettings.Fit.CROP);
    assertThat(read.resize()).isEqualTo(256);
    assertThat(read.size()).isEqualTo(224);
    assertThat(read.resampling()).isEqualTo(Resampling.BICUBIC);
    assertThat(read.mean()).containsExactly(.48, .45, .4);
    assertThat(ImageSettingsFile.of(model)).contains(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sise\": 16}",
        "{\"fit\": \"squeeze\"}",
        "{\"std\": [0, 1, 1]}",
        "{\"mean\": [1]}",
        "{\"size\": 1}",
        "{\"size\": 32}",
        "{\"output\": \"nothing\"}",
        "[]",
        "{"
      })
  void wrongSettingsAreOneLineWithARemedy(String json) throws IOException {
    settings(json);
    assertThatThrownBy(() -> OnnxImageEncoder.load(model, 1).close())
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(500);
              assertThat(e.remedy()).isNotBlank();
            });
  }

  @Test
  void whatIsNoModelIsRefused() throws IOException {
    Files.writeString(model, "no model at all");
    assertThatThrownBy(() -> OnnxImageEncoder.load(model, 1).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("refuses");
    assertThatThrownBy(() -> OnnxImageEncoder.load(folder.resolve("none.onnx"), 1).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no image model");
  }
}
