package io.adlib.encode.image;

import io.adlib.core.InputException;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.image.ImageSettings.Fit;
import io.adlib.encode.image.ImageSettings.Layout;
import io.adlib.encode.image.ImageSettings.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings beside a model: {@code NAME.json} of {@code NAME.onnx}, whose keys are those of
 * {@link ImageSettings}, or else {@code preprocessor_config.json} as Hugging Face's exports have
 * it.
 */
final class ImageSettingsFile {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> KNOWN =
      Set.of(
          "size",
          "fit",
          "resize",
          "resampling",
          "scale",
          "mean",
          "std",
          "layout",
          "order",
          "output");

  private ImageSettingsFile() {}

  /** The file that holds for a model, if there is one. */
  static Optional<Path> of(Path model) {
    String name = model.getFileName().toString().replaceFirst("\\.onnx$", "") + ".json";
    return List.of(model.resolveSibling(name), model.resolveSibling("preprocessor_config.json"))
        .stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads a settings file.
   *
   * @param standard what holds for keys that it does not have
   * @throws InputException naming the file and the key that is unknown or of the wrong form
   */
  static ImageSettings read(Path file, ImageSettings standard) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw new InputException(file + " is no JSON object", "write it as { \"size\": 224 }");
      }
      return file.getFileName().toString().equals("preprocessor_config.json")
          ? huggingFace(root, standard)
          : own(file, root, standard);
    } catch (JacksonException e) {
      throw new InputException(
          file + " is no valid JSON: " + e.getOriginalMessage(), "correct it", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static ImageSettings own(Path file, JsonNode root, ImageSettings standard) {
    for (String key : root.propertyNames()) {
      if (!KNOWN.contains(key)) {
        throw new InputException(
            file + " has the unknown key " + key,
            "known are " + KNOWN.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
    int size = root.path("size").asInt(standard.size());
    return new ImageSettings(
        size,
        word(file, root, "fit", standard.fit(), Fit.values()),
        root.path("resize").asInt(Math.max(size, standard.resize())),
        word(file, root, "resampling", standard.resampling(), Resampling.values()),
        root.path("scale").asDouble(standard.scale()),
        numbers(root, "mean", standard.mean()),
        numbers(root, "std", standard.std()),
        word(file, root, "layout", standard.layout(), Layout.values()),
        word(file, root, "order", standard.order(), Order.values()),
        root.path("output").asString(standard.output()));
  }

  private static ImageSettings huggingFace(JsonNode root, ImageSettings standard) {
    JsonNode given = root.path("size");
    int edge = given.path("shortest_edge").asInt(given.path("height").asInt(given.asInt(0)));
    boolean crop =
        root.path("do_center_crop").asBoolean(given.isNumber() || given.has("shortest_edge"));
    JsonNode cut = root.path("crop_size");
    int cropped = crop ? cut.path("height").asInt(cut.asInt(edge)) : edge;
    int size = cropped > 0 ? cropped : standard.size();
    boolean normal = root.path("do_normalize").asBoolean(true);
    boolean rescale = root.path("do_rescale").asBoolean(true);
    return new ImageSettings(
        size,
        crop ? Fit.CROP : Fit.STRETCH,
        Math.max(size, edge),
        root.path("resample").asInt(2) == 3 ? Resampling.BICUBIC : Resampling.BILINEAR,
        rescale ? root.path("rescale_factor").asDouble(1 / 255.0) : 1,
        normal ? numbers(root, "image_mean", standard.mean()) : List.of(0.0, 0.0, 0.0),
        normal ? numbers(root, "image_std", standard.std()) : List.of(1.0, 1.0, 1.0),
        standard.layout(),
        Order.RGB,
        standard.output());
  }

  private static List<Double> numbers(JsonNode root, String key, List<Double> standard) {
    JsonNode list = root.path(key);
    return list.isArray()
        ? list.valueStream().map(number -> number.asDouble(0)).toList()
        : standard;
  }

  private static <E extends Enum<E>> E word(
      Path file, JsonNode root, String key, E standard, E[] allowed) {
    String given = root.path(key).asString(standard.name()).toUpperCase(Locale.ROOT);
    return Arrays.stream(allowed)
        .filter(value -> value.name().equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    file + ": " + key + " is '" + given.toLowerCase(Locale.ROOT) + "'",
                    "choose one of "
                        + Arrays.stream(allowed)
                            .map(value -> value.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }
}
