package io.adlib.encode.convert;

import io.adlib.core.InputException;
import io.adlib.data.workspace.DiskFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The weights of a TensorFlow.js model, by name: 32-bit numbers, or 8 or 16 bits that stand for
 * {@code q·scale + min} (its weights manifest format).
 */
final class TfjsWeights {

  /**
   * A tensor.
   *
   * @param shape as TensorFlow orders it: height, width, in, out for a convolution
   */
  record Weights(int[] shape, float[] values) {}

  private final Map<String, Weights> byName = new HashMap<>();

  /** Reads all groups of a manifest; their files lie in a folder. */
  TfjsWeights(Path folder, JsonNode manifest) {
    for (JsonNode group : manifest) {
      ByteBuffer bytes = ByteBuffer.wrap(read(folder, group.path("paths")));
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      for (JsonNode entry : group.path("weights")) {
        byName.put(entry.path("name").asString(), weights(entry, bytes));
      }
    }
  }

  private static byte[] read(Path folder, JsonNode paths) {
    var all = new ByteArrayOutputStream();
    for (JsonNode path : paths) {
      Path file = folder.resolve(path.asString()).normalize();
      try {
        if (!file.startsWith(folder.normalize())) {
          throw new InputException(
              "the model names weights outside its folder: " + path.asString(), "do not use it");
        }
        all.writeBytes(Files.readAllBytes(file));
      } catch (NoSuchFileException e) {
        throw new InputException(
            "the model's weights " + file + " are missing", "put them beside the model", e);
      } catch (IOException e) {
        throw DiskFailure.of("reading", file, e);
      }
    }
    return all.toByteArray();
  }

  private static Weights weights(JsonNode entry, ByteBuffer bytes) {
    int[] shape = entry.path("shape").valueStream().mapToInt(size -> size.asInt()).toArray();
    int count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, size);
    }
    JsonNode quantized = entry.path("quantization");
    String type = quantized.path("dtype").asString(entry.path("dtype").asString());
    double scale = quantized.path("scale").asDouble(1);
    double min = quantized.path("min").asDouble(0);
    int width =
        switch (type) {
          case "uint8" -> 1;
          case "uint16" -> 2;
          case "float32" -> 4;
          default ->
              throw new InputException(
                  "the model has weights of type " + type, "use one of float32, uint16 or uint8");
        };
    if (bytes.remaining() < (long) count * width) {
      throw new InputException("the model's weights are cut off", "fetch them again");
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (width) {
            case 1 -> (float) ((bytes.get() & 0xff) * scale + min);
            case 2 -> (float) ((bytes.getShort() & 0xffff) * scale + min);
            default -> bytes.getFloat();
          };
    }
    return new Weights(shape, values);
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  Weights get(String name) {
    Weights weights = byName.get(name);
    if (weights == null) {
      throw new InputException("the model has no weights " + name, "fetch the whole model again");
    }
    return weights;
  }
}
