package io.adlib.encode.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.encode.image.Absence;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.image.Pictures;
import io.adlib.encode.image.TinyModel;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real text encoder, a small image model, real pictures. */
class ItemEncoderTest {

  private static final MiniLmSettings TEXT = new MiniLmSettings(64, 1, 2);
  private static final long PIXELS = 1_000_000;
  @TempDir Path folder;
  private Path model;
  private Path pictures;
  private final List<Item> items = new ArrayList<>();

  @BeforeEach
  void market() throws IOException {
    model = new TinyModel(5).write(folder.resolve("tiny.onnx"));
    Files.writeString(folder.resolve("tiny.json"), "{\"output\": \"features\"}");
    pictures = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 12; i++) {
      String name = "p" + i + ".png";
      Pictures.write(pictures.resolve(name), "png", 24, 24, i);
      items.add(new Item("ad-" + i, "thing number " + i + (i % 2 == 0 ? " red" : " blue"), name));
    }
    items.add(new Item("ad-12", "a thing without a picture", ""));
    items.add(new Item("ad-13", "a thing whose picture is elsewhere", "https://shop/x.png"));
    items.add(new Item("ad-14", "a thing whose picture is lost", "lost.png"));
  }

  private ItemEncoder.Fitted fit(FusionSettings settings, boolean withImages) {
    Optional<ImagePart> images =
        withImages
            ? Optional.of(
                new ImagePart(OnnxImageEncoder.load(model, 2), new ImageFolder(pictures, PIXELS)))
            : Optional.empty();
    return ItemEncoder.fit(items, new MiniLmEncoder(TEXT), images, settings, Progress.SILENT);
  }

  private static FusionSettings settings(Whitening whitening, int dimensions, double shrinkage) {
    return new FusionSettings(1, 1, whitening, dimensions, shrinkage);
  }

  @Test
  void textsAloneAreWhatTheTextEncoderSays() {
    try (var encoder = fit(FusionSettings.DEFAULT, false).encoder();
        var text = new MiniLmEncoder(TEXT)) {
      assertThat(encoder.encode(items.getFirst()))
          .isEqualTo(text.encode(List.of(items.getFirst().text()), Progress.SILENT));
      assertThat(encoder.encode(items, Progress.SILENT).images()).isEmpty();
    }
  }

  @Test
  void picturesThatCannotBeHadAreCountedAndTheFirstIsNamed() {
    var fitted = fit(FusionSettings.DEFAULT, true);
    fitted.encoder().close();
    ImageReport report = fitted.encoded().images().orElseThrow();
    assertThat(report.items()).isEqualTo(15);
    assertThat(report.encoded()).isEqualTo(12);
    assertThat(report.absent())
        .containsEntry(Absence.NONE, 1)
        .containsEntry(Absence.REMOTE, 1)
        .containsEntry(Absence.MISSING, 1)
        .hasSize(3);
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.line())
        .isEqualTo(
            "12 of 15 items have an image vector; without one: 1 none, 1 remote, 1 missing; first:"
                + " the image 'https://shop/x.png' of ad-13 is a URL, and URLs are not fetched");
  }

  @Test
  void anItemWithoutAPictureHasZerosInTheImagesPlace() {
    try (var encoder = fit(FusionSettings.DEFAULT, true).encoder()) {
      assertThat(encoder.dimension()).isEqualTo(384 + TinyModel.FEATURES);
      for (int i = 12; i < 15; i++) {
        float[] vector = encoder.encode(items.get(i));
        for (int j = 384; j < vector.length; j++) {
          assertThat(vector[j]).isZero();
        }
        assertThat(length(vector)).isCloseTo(1, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewItemGetsTheVectorItWouldHaveGotInTheCatalogue(Whitening whitening) {
    var fitted = fit(settings(whitening, 6, .1), true);
    Path saved = folder.resolve("encoder");
    fitted.encoder().save(saved, TEXT, Optional.of(model), PIXELS);
    fitted.encoder().close();
    try (var opened = ItemEncoder.open(saved, pictures, 1)) {
      int k = opened.dimension();
      assertThat(k).isEqualTo(whitening == Whitening.PCA ? 6 : 384 + TinyModel.FEATURES);
      for (int i = 0; i < items.size(); i++) {
        float[] vector = opened.encode(items.get(i));
        for (int j = 0; j < k; j++) {
          assertThat(vector[j]).isCloseTo(fitted.encoded().vectors_NK()[i * k + j], within(1e-6f));
        }
      }
    }
  }

  @Test
  void theWeightsShareTheDistanceBetweenItems() {
    for (double imageWeight : new double[] {0, 3}) {
      var fitted = fit(new FusionSettings(1, imageWeight, Whitening.NONE, 0, 0), true);
      fitted.encoder().close();
      float[] vectors = fitted.encoded().vectors_NK();
      int k = 384 + TinyModel.FEATURES;
      double image = 0;
      for (int i = 0; i < 12; i++) {
        for (int j = 384; j < k; j++) {
          image += vectors[i * k + j] * vectors[i * k + j] / 12;
        }
      }
      assertThat(image).isCloseTo(imageWeight / (1 + imageWeight), within(.12));
    }
  }

  @Test
  void anEncoderThatWasChangedIsRefused() throws IOException {
    var fitted = fit(FusionSettings.DEFAULT, true);
    Path saved = folder.resolve("encoder");
    fitted.encoder().save(saved, TEXT, Optional.of(model), PIXELS);
    fitted.encoder().close();
    Files.writeString(saved.resolve("image.json"), "{\"output\": \"classes\"}");
    assertThatThrownBy(() -> ItemEncoder.open(saved, pictures, 1).close())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("made with other encoders");
    Files.writeString(saved.resolve("encoder.json"), "{");
    assertThatThrownBy(() -> ItemEncoder.open(saved, pictures, 1).close())
        .isInstanceOf(CorruptException.class);
    Files.delete(saved.resolve("encoder.json"));
    assertThatThrownBy(() -> ItemEncoder.open(saved, pictures, 1).close())
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void anEmptyCatalogueIsTheUsersError() {
    items.clear();
    try (var text = new MiniLmEncoder(TEXT)) {
      assertThatThrownBy(
              () ->
                  ItemEncoder.fit(
                      items, text, Optional.empty(), FusionSettings.DEFAULT, Progress.SILENT))
          .isInstanceOf(InputException.class);
    }
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }
}
