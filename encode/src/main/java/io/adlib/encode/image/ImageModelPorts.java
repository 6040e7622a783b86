package io.adlib.encode.image;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.adlib.core.BugException;
import io.adlib.core.InputException;
import io.adlib.encode.image.ImageSettings.Layout;
import io.adlib.encode.onnx.OnnxBytes;
import io.adlib.encode.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a picture goes into a model and the vector comes out. The one input of four dimensions with
 * three channels tells layout and size; of the outputs one that is called like an embedding is
 * taken, else the first. A tensor inside the graph can be named instead: a classifier's last
 * features serve better than its classes.
 *
 * @param input the input's name
 * @param settings complete
 * @param inner whether the output named is inside the graph
 * @param output the output's name
 */
record ImageModelPorts(String input, ImageSettings settings, boolean inner, String output) {

  private static final List<String> LIKELY =
      List.of("image_embeds", "embeddings", "embedding", "pooler_output", "features");

  static ImageModelPorts of(Path file, OnnxModel onnx) {
    try {
      Map<String, NodeInfo> inputs = onnx.session().getInputInfo();
      if (inputs.size() != 1) {
        throw new InputException(
            file + " has the inputs " + String.join(", ", inputs.keySet()),
            "export the image part of the model alone, with one input");
      }
      NodeInfo input = inputs.values().iterator().next();
      ImageSettings detected = detect(file, input);
      ImageSettings settings =
          ImageSettingsFile.of(file)
              .map(beside -> ImageSettingsFile.read(beside, detected))
              .orElse(detected);
      Set<String> outputs = onnx.session().getOutputNames();
      String chosen =
          settings.output().isEmpty()
              ? LIKELY.stream()
                  .filter(outputs::contains)
                  .findFirst()
                  .orElse(outputs.iterator().next())
              : settings.output();
      return new ImageModelPorts(input.getName(), settings, !outputs.contains(chosen), chosen);
    } catch (OrtException e) {
      throw new BugException("ONNX Runtime does not describe " + file, "please report it", e);
    }
  }

  private static ImageSettings detect(Path file, NodeInfo input) {
    if (input.getInfo() instanceof TensorInfo info
        && info.type == OnnxJavaType.FLOAT
        && info.getShape().length == 4) {
      long[] shape = info.getShape();
      boolean last = shape[3] == 3 && shape[1] != 3;
      long height = last ? shape[1] : shape[2];
      long width = last ? shape[2] : shape[3];
      if ((last || shape[1] == 3 || shape[1] < 0) && (height == width || height < 0 || width < 0)) {
        int size = (int) Math.max(height, width);
        return ImageSettings.of(last ? Layout.NHWC : Layout.NCHW, size > 0 ? size : 224);
      }
    }
    throw new InputException(
        file + " takes " + input + " as its input",
        "export it in float32 with an input [1, 3, S, S] or [1, S, S, 3]");
  }

  /** The model with the chosen output among its outputs. */
  byte[] prepare(byte[] model) {
    return inner ? OnnxBytes.withOutput(model, output) : model;
  }

  Set<String> outputs() {
    return Set.of(output);
  }

  long[] shape() {
    int size = settings.size();
    return settings.layout() == Layout.NCHW
        ? new long[] {1, 3, size, size}
        : new long[] {1, size, size, 3};
  }

  /**
   * One vector of L2 norm 1 of an output: {@code [1, D]} as it is; {@code [1, T, D]} averaged over
   * tokens; {@code [1, D, H, W]} or, as the input, {@code [1, H, W, D]} averaged over places. An
   * output of zeros stays so.
   */
  float[] pool(float[] values, long[] shape) {
    boolean channelsFirst = shape.length == 4 && settings.layout() == Layout.NCHW;
    int d =
        switch (shape.length) {
          case 2, 3 -> (int) shape[shape.length - 1];
          case 4 -> (int) (channelsFirst ? shape[1] : shape[3]);
          default -> values.length;
        };
    int places = d == 0 ? 0 : values.length / d;
    double[] sum = new double[d];
    for (int i = 0; i < d; i++) {
      for (int p = 0; p < places; p++) {
        sum[i] += values[channelsFirst ? i * places + p : p * d + i];
      }
    }
    double norm = 0;
    for (double x : sum) {
      norm += x * x;
    }
    norm = Math.sqrt(norm);
    if (Double.isNaN(norm) || Double.isInfinite(norm)) {
      throw new InputException(
          "the image model's output " + output + " is not finite for a picture",
          "see that mean, std and scale beside the model are right, and export it in float32");
    }
    float[] vector = new float[d];
    for (int i = 0; i < d; i++) {
      vector[i] = (float) (sum[i] / Math.max(norm, 1e-30));
    }
    return vector;
  }
}
