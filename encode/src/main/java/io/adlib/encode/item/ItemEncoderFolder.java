package io.adlib.encode.item;

import io.adlib.core.CorruptException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An {@link ItemEncoder} as files:
 *
 * <pre>
 * encoder.json           which text encoder, with which settings
 * fusion.safetensors     means, scales and the whitening matrix
 * image.onnx             the image encoder, if there is one, with its settings beside it
 * </pre>
 */
final class ItemEncoderFolder {

  private static final int FORMAT = 1;
  private static final String DESCRIPTION = "encoder.json";
  private static final String FUSION = "fusion.safetensors";
  private static final String IMAGE = "image.onnx";
  private static final String REMEDY = "make it again with: adlib encode";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ItemEncoderFolder() {}

  /** {@code encoder.json}. */
  record Description(int format, String text, int maxTokens, int batch, long maxPixels) {}

  static void save(
      Path folder,
      MiniLmSettings text,
      String fingerprint,
      Fusion fusion,
      Optional<Path> imageModel,
      long maxPixels) {
    var description =
        new Description(FORMAT, fingerprint, text.maxTokens(), text.batch(), maxPixels);
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(folder.resolve(DESCRIPTION), JSON.writeValueAsString(description) + "\n");
      fusion.save(folder.resolve(FUSION));
      if (imageModel.isPresent()) {
        Files.copy(imageModel.get(), folder.resolve(IMAGE));
        Optional<Path> settings = OnnxImageEncoder.settingsOf(imageModel.get());
        if (settings.isPresent()) {
          Files.copy(settings.get(), folder.resolve(nameBeside(settings.get())));
        }
      }
    } catch (IOException e) {
      throw DiskFailure.of("writing", folder, e);
    }
  }

  private static String nameBeside(Path settings) {
    String name = settings.getFileName().toString();
    return name.equals("preprocessor_config.json") ? name : "image.json";
  }

  static ItemEncoder open(Path folder, Path pictures, int threads) {
    Description description = read(folder.resolve(DESCRIPTION));
    Fusion fusion = Fusion.load(folder.resolve(FUSION));
    var text =
        new MiniLmEncoder(
            new MiniLmSettings(description.maxTokens(), description.batch(), threads));
    try {
      Optional<ImagePart> images =
          Files.exists(folder.resolve(IMAGE))
              ? Optional.of(
                  new ImagePart(
                      OnnxImageEncoder.load(folder.resolve(IMAGE), threads),
                      new ImageFolder(pictures, description.maxPixels())))
              : Optional.empty();
      int imageDimension = images.map(part -> part.encoder().dimension()).orElse(0);
      if (!text.fingerprint().equals(description.text())
          || text.dimension() != fusion.textDimension()
          || imageDimension != fusion.imageDimension()) {
        images.ifPresent(part -> part.encoder().close());
        throw new CorruptException(
            folder + " was made with other encoders than these: " + description.text(), REMEDY);
      }
      return new ItemEncoder(text, images, fusion);
    } catch (RuntimeException e) {
      text.close();
      throw e;
    }
  }

  private static Description read(Path file) {
    try {
      Description description = JSON.readValue(Files.readAllBytes(file), Description.class);
      if (description.format() != FORMAT) {
        throw new CorruptException(
            file + " has format " + description.format() + ", this Adlib reads " + FORMAT, REMEDY);
      }
      return description;
    } catch (java.nio.file.NoSuchFileException e) {
      throw new CorruptException(file + " is missing", REMEDY, e);
    } catch (JacksonException e) {
      throw new CorruptException(file + " describes no encoder", REMEDY, e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }
}
