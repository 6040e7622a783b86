package io.adlib.encode.convert;

import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.onnx.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Keras model of image convolutions as TensorFlow.js stores it: {@code model.json} and weights
 * beside it. Immutable.
 */
public final class TfjsModel {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Layers at which a classifier begins. */
  private static final Set<String> HEAD =
      Set.of("Flatten", "Dense", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Dropout");

  private final List<JsonNode> layers;
  private final TfjsWeights weights;

  private TfjsModel(List<JsonNode> layers, TfjsWeights weights) {
    this.layers = layers;
    this.weights = weights;
  }

  /**
   * Reads a model.
   *
   * @param file {@code model.json}
   * @throws InputException if it is no layers model with one image as its input
   */
  public static TfjsModel read(Path file) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      JsonNode topology = root.path("modelTopology");
      JsonNode config = topology.path("model_config").path("config");
      JsonNode layers = (config.isMissingNode() ? topology.path("config") : config).path("layers");
      if (!layers.isArray() || layers.isEmpty()) {
        throw new InputException(
            file + " is no TensorFlow.js layers model", "give the model.json of one");
      }
      Path folder = file.toAbsolutePath().resolveSibling(".").normalize();
      return new TfjsModel(
          layers.valueStream().toList(), new TfjsWeights(folder, root.path("weightsManifest")));
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + file, "check the path", e);
    } catch (JacksonException e) {
      throw new InputException(
          file + " is no valid JSON: " + e.getOriginalMessage(), "fetch it again", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /**
   * Writes the layers up to one as an ONNX file, whose output is the mean over that layer's places,
   * with settings beside it.
   *
   * @param layer the last, by name; empty for the last before the classifier
   * @param centred whether colours are in [−1, 1], as Keras's own weights expect them, or in [0, 1]
   * @return the layer's name
   */
  public String convert(String layer, boolean centred, Path out) {
    List<JsonNode> kept = upTo(layer);
    if (kept.isEmpty()) {
      throw new InputException(
          "the model has no layer before its classifier", "use a model of image convolutions");
    }
    JsonNode first = kept.getFirst();
    int size = first.path("config").path("batch_input_shape").path(1).asInt(0);
    if (!first.path("class_name").asString().equals("InputLayer") || size < 8) {
      throw new InputException(
          "the model does not begin with pictures of a fixed size", "use another model");
    }
    var graph = new OnnxGraph("image encoder").input(name(first), 1, 3, size, size);
    var nodes = new TfjsLayers(graph, weights);
    kept.stream().skip(1).forEach(nodes::add);
    String last = name(kept.getLast());
    graph.node("GlobalAveragePool", List.of(last), "pooled");
    graph.node("Flatten", List.of("pooled"), "features").output("features", 1, -1);
    byte[] model = graph.model();
    AtomicFiles.write(out, stream -> stream.write(model));
    String name = out.getFileName().toString().replaceFirst("\\.onnx$", "") + ".json";
    AtomicFiles.write(
        out.resolveSibling(name),
        """
        {
          "size": %d,
          "fit": "stretch",
          "mean": %s,
          "std": %s
        }
        """
            .formatted(
                size,
                centred ? "[0.5, 0.5, 0.5]" : "[0, 0, 0]",
                centred ? "[0.5, 0.5, 0.5]" : "[1, 1, 1]"));
    return last;
  }

  private List<JsonNode> upTo(String layer) {
    var kept = new ArrayList<JsonNode>();
    for (JsonNode next : layers) {
      if (layer.isEmpty() && HEAD.contains(next.path("class_name").asString())) {
        return kept;
      }
      kept.add(next);
      if (name(next).equals(layer)) {
        return kept;
      }
    }
    if (layer.isEmpty()) {
      return kept;
    }
    throw new InputException(
        "the model has no layer " + layer,
        "its last are "
            + String.join(
                ", ",
                layers.stream()
                    .skip(Math.max(0, layers.size() - 8))
                    .map(TfjsModel::name)
                    .toList()));
  }

  private static String name(JsonNode layer) {
    return layer.path("config").path("name").asString(layer.path("name").asString());
  }
}
