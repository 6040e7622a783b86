package io.adlib.encode.convert;

import io.adlib.core.InputException;
import io.adlib.encode.onnx.OnnxGraph;
import io.adlib.encode.onnx.OnnxGraph.Attribute;
import io.adlib.encode.onnx.OnnxGraph.Real;
import io.adlib.encode.onnx.OnnxGraph.Text;
import io.adlib.encode.onnx.OnnxGraph.Whole;
import io.adlib.encode.onnx.OnnxGraph.Wholes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Keras's layers as ONNX nodes. Keras has the channels last and ONNX's operators have them first,
 * so that kernels are turned and everything else keeps its meaning. Each node is named as its
 * layer.
 */
final class TfjsLayers {

  private final OnnxGraph graph;
  private final TfjsWeights weights;

  TfjsLayers(OnnxGraph graph, TfjsWeights weights) {
    this.graph = graph;
    this.weights = weights;
  }

  /** Adds a layer whose inputs were added before. */
  void add(JsonNode layer) {
    JsonNode config = layer.path("config");
    String name = config.path("name").asString(layer.path("name").asString());
    List<String> inputs = inputs(layer);
    String type = layer.path("class_name").asString();
    switch (type) {
      case "Conv2D" -> convolution(config, name, inputs.getFirst(), false);
      case "DepthwiseConv2D" -> convolution(config, name, inputs.getFirst(), true);
      case "BatchNormalization" -> normalisation(config, name, inputs.getFirst());
      case "ReLU" -> rectifier(name, inputs.getFirst(), config.path("max_value").asDouble(0));
      case "Activation" ->
          activation(config.path("activation").asString(), name, inputs.getFirst());
      case "Add" -> graph.node("Add", inputs, name);
      case "Concatenate" -> graph.node("Concat", inputs, name, new Whole("axis", 1));
      case "MaxPooling2D" -> pooling("MaxPool", config, name, inputs.getFirst());
      case "AveragePooling2D" -> pooling("AveragePool", config, name, inputs.getFirst());
      case "ZeroPadding2D" -> padding(config, name, inputs.getFirst());
      case "Dropout" -> graph.node("Identity", inputs, name);
      default ->
          throw new InputException(
              "the model's layer " + name + " is a " + type + ", which cannot be converted",
              "choose an earlier layer with --layer, or export the model to ONNX elsewhere");
    }
  }

  private static List<String> inputs(JsonNode layer) {
    var inputs = new ArrayList<String>();
    layer.path("inbound_nodes").path(0).forEach(node -> inputs.add(node.path(0).asString()));
    if (inputs.isEmpty()) {
      throw new InputException(
          "the model's layer " + layer.path("name").asString() + " has no input",
          "use a functional Keras model");
    }
    return inputs;
  }

  private void convolution(JsonNode config, String name, String input, boolean depthwise) {
    TfjsWeights.Weights kernel = weights.get(name + (depthwise ? "/depthwise_kernel" : "/kernel"));
    int[] hwio = kernel.shape();
    int groups = depthwise ? hwio[2] : 1;
    int out = depthwise ? hwio[2] * hwio[3] : hwio[3];
    int in = depthwise ? 1 : hwio[2];
    graph.weights(
        name + "/kernel_oihw",
        turned(kernel.values(), hwio[0] * hwio[1], in, out),
        out,
        in,
        hwio[0],
        hwio[1]);
    var inputs = new ArrayList<>(List.of(input, name + "/kernel_oihw"));
    if (weights.has(name + "/bias")) {
      graph.weights(name + "/bias", weights.get(name + "/bias").values(), out);
      inputs.add(name + "/bias");
    }
    String activation = config.path("activation").asString("linear");
    boolean linear = activation.equals("linear");
    String result = linear ? name : name + "/linear";
    graph.node(
        "Conv",
        inputs,
        result,
        new Whole("group", groups),
        new Wholes("dilations", pair(config.path("dilation_rate"))),
        new Wholes("strides", pair(config.path("strides"))),
        edges(config));
    if (!linear) {
      activation(activation, name, result);
    }
  }

  /** From {@code [places, in, out]} to {@code [out, in, places]}. */
  private static float[] turned(float[] kernel, int places, int in, int out) {
    float[] turned = new float[kernel.length];
    for (int p = 0; p < places; p++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          turned[(o * in + i) * places + p] = kernel[(p * in + i) * out + o];
        }
      }
    }
    return turned;
  }

  private void normalisation(JsonNode config, String name, String input) {
    float[] mean = weights.get(name + "/moving_mean").values();
    List<String> inputs = new ArrayList<>(List.of(input));
    for (String part : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      float[] values = new float[mean.length];
      Arrays.fill(values, part.equals("gamma") ? 1 : 0);
      if (weights.has(name + "/" + part)) {
        values = weights.get(name + "/" + part).values();
      }
      graph.weights(name + "/" + part, values, values.length);
      inputs.add(name + "/" + part);
    }
    graph.node(
        "BatchNormalization",
        inputs,
        name,
        new Real("epsilon", (float) config.path("epsilon").asDouble(.001)));
  }

  private void activation(String kind, String name, String input) {
    switch (kind) {
      case "linear" -> graph.node("Identity", List.of(input), name);
      case "relu" -> rectifier(name, input, 0);
      case "relu6" -> rectifier(name, input, 6);
      default ->
          throw new InputException(
              "the model's layer " + name + " has the activation " + kind,
              "choose an earlier layer with --layer, or export the model to ONNX elsewhere");
    }
  }

  private void rectifier(String name, String input, double most) {
    if (most > 0) {
      graph.weights(name + "/least", new float[] {0});
      graph.weights(name + "/most", new float[] {(float) most});
      graph.node("Clip", List.of(input, name + "/least", name + "/most"), name);
    } else {
      graph.node("Relu", List.of(input), name);
    }
  }

  private void pooling(String operator, JsonNode config, String name, String input) {
    var attributes =
        List.of(
            new Wholes("kernel_shape", pair(config.path("pool_size"))),
            new Wholes("strides", pair(config.path("strides"))),
            edges(config));
    graph.node(operator, List.of(input), name, attributes.toArray(Attribute[]::new));
  }

  private void padding(JsonNode config, String name, String input) {
    JsonNode rows = config.path("padding").path(0);
    JsonNode columns = config.path("padding").path(1);
    graph.wholes(
        name + "/pads",
        0,
        0,
        rows.path(0).asInt(),
        columns.path(0).asInt(),
        0,
        0,
        rows.path(1).asInt(),
        columns.path(1).asInt());
    graph.node("Pad", List.of(input, name + "/pads"), name);
  }

  /** TensorFlow's "same" puts the odd pixel at the end, which ONNX calls SAME_UPPER. */
  private static Attribute edges(JsonNode config) {
    boolean same = config.path("padding").asString("valid").equals("same");
    return new Text("auto_pad", same ? "SAME_UPPER" : "VALID");
  }

  private static List<Long> pair(JsonNode numbers) {
    return List.of(numbers.path(0).asLong(1), numbers.path(1).asLong(1));
  }
}
