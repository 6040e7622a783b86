package io.adlib.encode.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.image.Picture;
import io.adlib.encode.image.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small MobileNet-like model with 8-bit weights against a plain-Java twin, channels last. */
class TfjsModelTest {

  private static final int S = 9;
  private static final int C = 4;
  @TempDir Path folder;
  private final byte[] kernel = new byte[3 * 3 * 3 * C];
  private final byte[] depthwise = new byte[3 * 3 * C];
  private final byte[] variance = {10, 20, 30, 40};
  private Path model;

  @BeforeEach
  void write() throws IOException {
    RandomGenerator random = new Seed(3).generator();
    random.nextBytes(kernel);
    random.nextBytes(depthwise);
    var weights = new java.io.ByteArrayOutputStream();
    weights.writeBytes(kernel);
    weights.writeBytes(depthwise);
    weights.writeBytes(variance);
    weights.writeBytes(new byte[C]);
    Files.write(folder.resolve("group1-shard1of1"), weights.toByteArray());
    model = Files.writeString(folder.resolve("model.json"), JSON);
  }

  private static final String JSON =
      """
      {"modelTopology": {"model_config": {"class_name": "Model", "config": {"layers": [
       {"name": "in", "class_name": "InputLayer",
        "config": {"name": "in", "batch_input_shape": [null, 9, 9, 3]}, "inbound_nodes": []},
       {"name": "pad", "class_name": "ZeroPadding2D",
        "config": {"name": "pad", "padding": [[0, 1], [0, 1]]}, "inbound_nodes": [[["in", 0, 0]]]},
       {"name": "conv", "class_name": "Conv2D",
        "config": {"name": "conv", "strides": [2, 2], "padding": "valid", "dilation_rate": [1, 1],
         "activation": "linear", "use_bias": false}, "inbound_nodes": [[["pad", 0, 0]]]},
       {"name": "bn", "class_name": "BatchNormalization",
        "config": {"name": "bn", "epsilon": 0.01}, "inbound_nodes": [[["conv", 0, 0]]]},
       {"name": "relu", "class_name": "ReLU",
        "config": {"name": "relu", "max_value": 6}, "inbound_nodes": [[["bn", 0, 0]]]},
       {"name": "dw", "class_name": "DepthwiseConv2D",
        "config": {"name": "dw", "strides": [2, 2], "padding": "same", "dilation_rate": [1, 1],
         "activation": "linear", "use_bias": false}, "inbound_nodes": [[["relu", 0, 0]]]},
       {"name": "flat", "class_name": "Flatten",
        "config": {"name": "flat"}, "inbound_nodes": [[["dw", 0, 0]]]}]}}},
       "weightsManifest": [{"paths": ["group1-shard1of1"], "weights": [
        {"name": "conv/kernel", "shape": [3, 3, 3, 4], "dtype": "float32",
         "quantization": {"min": -1, "scale": 0.0078125, "dtype": "uint8"}},
        {"name": "dw/depthwise_kernel", "shape": [3, 3, 4, 1], "dtype": "float32",
         "quantization": {"min": -0.5, "scale": 0.00390625, "dtype": "uint8"}},
        {"name": "bn/moving_variance", "shape": [4], "dtype": "float32",
         "quantization": {"min": 0, "scale": 0.1, "dtype": "uint8"}},
        {"name": "bn/moving_mean", "shape": [4], "dtype": "float32",
         "quantization": {"min": 0, "scale": 0, "dtype": "uint8"}}]}]}
      """;

  private double[] twin(double[][][] x) {
    double[][][] hidden = new double[4][4][C];
    for (int y0 = 0; y0 < 4; y0++) {
      for (int x0 = 0; x0 < 4; x0++) {
        for (int o = 0; o < C; o++) {
          double sum = 0;
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
              for (int i = 0; i < 3; i++) {
                int yy = 2 * y0 + a;
                int xx = 2 * x0 + b;
                if (yy < S && xx < S) {
                  sum +=
                      ((kernel[((a * 3 + b) * 3 + i) * C + o] & 0xff) / 128.0 - 1) * x[yy][xx][i];
                }
              }
            }
          }
          hidden[y0][x0][o] = Math.clamp(sum / Math.sqrt(variance[o] * .1 + .01), 0, 6);
        }
      }
    }
    double[] features = new double[C];
    for (int y0 = 0; y0 < 2; y0++) {
      for (int x0 = 0; x0 < 2; x0++) {
        for (int o = 0; o < C; o++) {
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
              int yy = 2 * y0 + a; // "same" from 4 to 2 with stride 2 pads one at the end
              int xx = 2 * x0 + b;
              if (yy < 4 && xx < 4) {
                features[o] +=
                    ((depthwise[(a * 3 + b) * C + o] & 0xff) / 256.0 - .5) * hidden[yy][xx][o] / 4;
              }
            }
          }
        }
      }
    }
    double norm = Math.sqrt(java.util.Arrays.stream(features).map(f -> f * f).sum());
    return java.util.Arrays.stream(features).map(f -> f / norm).toArray();
  }

  @Test
  void theConvertedModelComputesWhatTheOriginalDoes() throws IOException {
    Path out = folder.resolve("out.onnx");
    assertThat(TfjsModel.read(model).convert("", true, out)).isEqualTo("dw");
    Path picture = Pictures.write(folder.resolve("p.png"), "png", S, S, 1);
    var image = ImageIO.read(picture.toFile());
    double[][][] x = new double[S][S][3];
    for (int i = 0; i < S * S; i++) {
      for (int c = 0; c < 3; c++) {
        x[i / S][i % S][c] = (image.getRGB(i % S, i / S) >> (16 - 8 * c) & 0xff) / 127.5 - 1;
      }
    }
    try (var encoder = OnnxImageEncoder.load(out, 1)) {
      var found = (Picture.Found) new ImageFolder(folder, 1000).find("p.png");
      float[] vector = encoder.encode(List.of(found.file()), Progress.SILENT);
      double[] expected = twin(x);
      for (int o = 0; o < C; o++) {
        assertThat((double) vector[o]).isCloseTo(expected[o], within(1e-5));
      }
    }
  }

  @Test
  void anEarlierLayerCanBeTheLast() {
    assertThat(TfjsModel.read(model).convert("relu", true, folder.resolve("out.onnx")))
        .isEqualTo("relu");
    assertThatThrownBy(() -> TfjsModel.read(model).convert("none", true, folder.resolve("x.onnx")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no layer none");
    assertThatThrownBy(() -> TfjsModel.read(model).convert("flat", true, folder.resolve("x.onnx")))
        .hasMessageContaining("cannot be converted");
    assertThat(folder.resolve("x.onnx")).doesNotExist();
  }

  @Test
  void missingOrShortWeightsAreOneLine() throws IOException {
    Files.write(folder.resolve("group1-shard1of1"), new byte[20]);
    assertThatThrownBy(() -> TfjsModel.read(model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cut off");
    Files.delete(folder.resolve("group1-shard1of1"));
    assertThatThrownBy(() -> TfjsModel.read(model)).hasMessageContaining("missing");
    Files.writeString(model, "{\"modelTopology\": {}}");
    assertThatThrownBy(() -> TfjsModel.read(model)).hasMessageContaining("no TensorFlow.js");
  }
}
