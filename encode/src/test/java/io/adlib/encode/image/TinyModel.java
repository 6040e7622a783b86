package io.adlib.encode.image;

import io.adlib.core.Seed;
import io.adlib.encode.onnx.OnnxGraph;
import io.adlib.encode.onnx.OnnxGraph.Wholes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A convolution 3×3 from 3 to 5 channels, rectified, averaged, then a classifier of two classes: as
 * an ONNX file, and in plain Java.
 */
public final class TinyModel {

  public static final int SIZE = 16;
  public static final int FEATURES = 5;

  private final float[] kernel_OIHW = new float[FEATURES * 3 * 9];
  private final float[] classes_OF = new float[2 * FEATURES];

  public TinyModel(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    for (int i = 0; i < kernel_OIHW.length; i++) {
      kernel_OIHW[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < classes_OF.length; i++) {
      classes_OF[i] = (float) random.nextGaussian();
    }
  }

  /** The ONNX file; its output is {@code classes}, and {@code features} is inside. */
  public Path write(Path file) throws IOException {
    byte[] model =
        new OnnxGraph("tiny")
            .input("picture", 1, 3, SIZE, SIZE)
            .output("classes", 1, 2)
            .weights("kernel", kernel_OIHW, FEATURES, 3, 3, 3)
            .weights("head", classes_OF, 2, FEATURES, 1, 1)
            .node(
                "Conv",
                List.of("picture", "kernel"),
                "conv",
                new Wholes("pads", List.of(1L, 1L, 1L, 1L)))
            .node("Relu", List.of("conv"), "places")
            .node("GlobalAveragePool", List.of("places"), "features")
            .node("Conv", List.of("features", "head"), "logits")
            .node("Flatten", List.of("logits"), "classes")
            .model();
    return Files.write(file, model);
  }

  /** The features of an input {@code [3, S, S]}, of L2 norm 1. */
  double[] features(float[] input) {
    double[] features = new double[FEATURES];
    for (int o = 0; o < FEATURES; o++) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          features[o] += Math.max(0, convolve(input, o, y, x)) / (SIZE * SIZE);
        }
      }
    }
    return unit(features);
  }

  /** The classes, of L2 norm 1. */
  double[] classes(float[] input) {
    double[] features = features(input);
    double[] classes = new double[2];
    for (int c = 0; c < 2; c++) {
      for (int o = 0; o < FEATURES; o++) {
        classes[c] += classes_OF[c * FEATURES + o] * features[o];
      }
    }
    return unit(classes);
  }

  private double convolve(float[] input, int o, int y, int x) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          if (y + dy >= 0 && y + dy < SIZE && x + dx >= 0 && x + dx < SIZE) {
            sum +=
                kernel_OIHW[((o * 3 + c) * 3 + dy + 1) * 3 + dx + 1]
                    * input[(c * SIZE + y + dy) * SIZE + x + dx];
          }
        }
      }
    }
    return sum;
  }

  private static double[] unit(double[] vector) {
    double norm = 0;
    for (double x : vector) {
      norm += x * x;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= Math.sqrt(norm);
    }
    return vector;
  }
}
