package io.adlib.encode.image;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.Encoder;
import io.adlib.encode.onnx.ModelCalls;
import io.adlib.encode.onnx.Natives;
import io.adlib.encode.onnx.OnnxModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures to vectors by a model that the user brings as an ONNX file, one picture a model call,
 * several at a time. What is not said in the settings file beside it is read off the model: see
 * {@link ImageModelPorts}. The output is averaged over its places or tokens, if it has any, and
 * brought to L2 norm 1. A picture that cannot be decoded has the zero vector. Thread-safe.
 */
public final class OnnxImageEncoder implements Encoder<ImageFile> {

  private final OnnxModel onnx;
  private final ImageModelPorts ports;
  private final ImageSettings settings;
  private final int threads;
  private final int dimension;
  private final String fingerprint;

  private OnnxImageEncoder(
      Path file, OnnxModel onnx, ImageModelPorts ports, String hash, int threads) {
    this.onnx = onnx;
    this.ports = ports;
    this.settings = ports.settings();
    this.threads = threads;
    this.fingerprint = "onnx sha256=%s %s l2".formatted(hash.substring(0, 16), settings);
    this.dimension = trial(file);
  }

  /**
   * Loads a model and its settings, and tries it on a picture of stripes.
   *
   * @param file the ONNX file; its settings lie beside it, see docs/encode.md
   * @param threads model calls at a time
   * @throws InputException if it is no model that maps one picture to one vector
   */
  public static OnnxImageEncoder load(Path file, int threads) {
    byte[] bytes = read(file);
    String name = file.toString();
    ImageModelPorts ports;
    try (OnnxModel plain = OnnxModel.load(name, bytes)) {
      ports = ImageModelPorts.of(file, plain);
    }
    OnnxModel onnx = OnnxModel.load(name, ports.prepare(bytes));
    try {
      return new OnnxImageEncoder(file, onnx, ports, new ContentHash().add(bytes).hex(), threads);
    } catch (RuntimeException e) {
      onnx.close();
      throw e;
    }
  }

  /** The settings file that holds for a model, to be kept with it. */
  public static Optional<Path> settingsOf(Path model) {
    return ImageSettingsFile.of(model);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new InputException(
          "there is no image model " + file, "correct encode.image_model, or set it to none", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private int trial(Path file) {
    int[] stripes = new int[settings.size() * settings.size()];
    Arrays.setAll(stripes, i -> i % 7 < 3 ? 0x3080d0 : 0xe0c040);
    try {
      float[] vector =
          run(ImageTensor.of(new Pixels(settings.size(), settings.size(), stripes), settings));
      if (vector.length < 2 || !anyOtherThanZero(vector)) {
        throw new InputException(
            file + " gives " + vector.length + " numbers, or zeros alone, for a picture",
            "name another of its outputs, or a tensor inside it, as output");
      }
      return vector.length;
    } catch (OrtException e) {
      throw new InputException(
          file + " does not run on one picture: " + Natives.reason(e),
          "see that size, layout and output in the settings beside it are right",
          e);
    }
  }

  private static boolean anyOtherThanZero(float[] vector) {
    float all = 0;
    for (float x : vector) {
      all += Math.abs(x);
    }
    return all > 0;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public float[] encode(List<ImageFile> images, Progress progress) {
    float[] out_ND = new float[Math.multiplyExact(images.size(), dimension)];
    try (Progress.Task task = progress.start("encode images", images.size())) {
      List<Runnable> calls =
          java.util.stream.IntStream.range(0, images.size())
              .mapToObj(
                  i ->
                      (Runnable)
                          () -> {
                            encode(images.get(i), out_ND, i * dimension);
                            task.advance(1);
                          })
              .toList();
      ModelCalls.run(calls, threads);
    }
    return out_ND;
  }

  /**
   * What the model reads of a picture, in the layout of its input; empty if it cannot be decoded.
   * For checking the model against another runtime.
   */
  public Optional<float[]> prepare(ImageFile file) {
    try {
      return ImageDecoder.decode(file.path()).map(pixels -> ImageTensor.of(pixels, settings));
    } catch (IOException e) {
      throw DiskFailure.of("reading", file.path(), e);
    }
  }

  private void encode(ImageFile file, float[] out, int at) {
    try {
      Optional<float[]> input = prepare(file);
      if (input.isPresent()) {
        float[] vector = run(input.get());
        System.arraycopy(vector, 0, out, at, dimension);
      }
    } catch (OrtException e) {
      throw new EnvironmentException(
          "ONNX Runtime could not run the image encoder: " + Natives.reason(e),
          "choose fewer encode.threads if memory is short",
          e);
    }
  }

  /** The vector of one prepared picture. */
  float[] run(float[] input) throws OrtException {
    try (var tensor =
            OnnxTensor.createTensor(onnx.environment(), FloatBuffer.wrap(input), ports.shape());
        var result = onnx.session().run(Map.of(ports.input(), tensor), ports.outputs())) {
      OnnxValue value = result.get(0);
      if (!(value instanceof OnnxTensor output) || output.getFloatBuffer() == null) {
        throw new InputException(
            "the image model's output " + ports.outputs() + " is not of 32-bit numbers",
            "export the model in float32, or name another output");
      }
      float[] copy = new float[output.getFloatBuffer().remaining()];
      output.getFloatBuffer().get(copy);
      return ports.pool(copy, output.getInfo().getShape());
    }
  }

  @Override
  public void close() {
    onnx.close();
  }
}
