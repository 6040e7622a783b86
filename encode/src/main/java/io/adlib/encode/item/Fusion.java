package io.adlib.encode.item;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/**
 * What a catalogue teaches about joining text and image, and whitening: for an item {@code x = W [
 * s_t (t − m_t) ; s_i (i − m_i) ]}, brought to L2 norm 1. The m are the means of the text vectors
 * and of the image vectors there are; an item without an image has zeros in place of {@code i −
 * m_i}, as if it had the average image, so that its text alone tells it from others. The s give
 * each block its share of the mean squared distance. Without images and whitening x is t itself.
 * Immutable and thread-safe.
 */
final class Fusion {

  private final float[] textMean;
  private final float[] imageMean;
  private final double textScale;
  private final double imageScale;
  private final float[] whitening_KD;

  private Fusion(
      float[] textMean,
      float[] imageMean,
      double textScale,
      double imageScale,
      float[] whitening_KD) {
    this.textMean = textMean;
    this.imageMean = imageMean;
    this.textScale = textScale;
    this.imageScale = imageScale;
    this.whitening_KD = whitening_KD;
  }

  /**
   * Learns from a catalogue.
   *
   * @param text_ND its text vectors
   * @param image_NE its image vectors, zeros where an item has none; E may be 0
   */
  static Fusion fit(
      FusionSettings settings, float[] text_ND, float[] image_NE, int n, Progress progress) {
    int d = text_ND.length / n;
    int e = image_NE.length / n;
    if (e == 0 && settings.whitening() == Whitening.NONE) {
      return new Fusion(new float[d], new float[0], 1, 0, new float[0]);
    }
    double total = settings.textWeight() + (e == 0 ? 0 : settings.imageWeight());
    if (!(total > 0)) {
      throw new InputException(
          "text and image both have the weight 0", "raise encode.text_weight or image_weight");
    }
    float[] textMean = mean(text_ND, n, d);
    float[] imageMean = mean(image_NE, n, e);
    double textScale = Math.sqrt(settings.textWeight() / total) / spread(text_ND, textMean, n);
    double imageScale =
        e == 0 ? 0 : Math.sqrt(settings.imageWeight() / total) / spread(image_NE, imageMean, n);
    var joined = new Fusion(textMean, imageMean, textScale, imageScale, new float[0]);
    if (settings.whitening() == Whitening.NONE) {
      return joined;
    }
    float[] rows_NF = new float[Math.multiplyExact(n, d + e)];
    for (int i = 0; i < n; i++) {
      joined.join(text_ND, i * d, image_NE, i * e, rows_NF, i * (d + e));
    }
    float[] matrix =
        settings
            .whitening()
            .fit(rows_NF, n, d + e, settings.dimensions(), settings.shrinkage(), progress);
    return new Fusion(textMean, imageMean, textScale, imageScale, matrix);
  }

  /** The mean of the rows that are not zero. */
  private static float[] mean(float[] rows, int n, int d) {
    double[] sum = new double[d];
    int present = 0;
    for (int i = 0; i < n; i++) {
      if (isPresent(rows, i * d, d)) {
        present++;
        for (int j = 0; j < d; j++) {
          sum[j] += rows[i * d + j];
        }
      }
    }
    float[] mean = new float[d];
    for (int j = 0; j < d; j++) {
      mean[j] = (float) (sum[j] / Math.max(1, present));
    }
    return mean;
  }

  /** Root of the mean squared distance of the rows that are not zero from their mean. */
  private static double spread(float[] rows, float[] mean, int n) {
    int d = mean.length;
    double sum = 0;
    int present = 0;
    for (int i = 0; i < n; i++) {
      if (isPresent(rows, i * d, d)) {
        present++;
        for (int j = 0; j < d; j++) {
          double x = rows[i * d + j] - mean[j];
          sum += x * x;
        }
      }
    }
    return Math.max(1e-6, Math.sqrt(sum / Math.max(1, present)));
  }

  private static boolean isPresent(float[] rows, int at, int d) {
    for (int j = at; j < at + d; j++) {
      if (rows[j] != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isText() {
    return imageMean.length == 0 && whitening_KD.length == 0;
  }

  /** D, of the text vectors it was fitted on. */
  int textDimension() {
    return textMean.length;
  }

  /** E, of the image vectors; 0 if there were none. */
  int imageDimension() {
    return imageMean.length;
  }

  /** Of the vectors it gives. */
  int dimension() {
    int joined = textMean.length + imageMean.length;
    return whitening_KD.length == 0 ? joined : whitening_KD.length / joined;
  }

  /** The items' vectors, {@code [n, dimension()]}. */
  float[] apply(float[] text_ND, float[] image_NE, int n) {
    if (isText()) {
      return text_ND;
    }
    Kernels kernels = KernelChoice.best();
    int d = textMean.length;
    int e = imageMean.length;
    int k = dimension();
    float[] out_NK = new float[Math.multiplyExact(n, k)];
    float[] row = new float[d + e];
    for (int i = 0; i < n; i++) {
      join(text_ND, i * d, image_NE, i * e, row, 0);
      for (int j = 0; j < k; j++) {
        out_NK[i * k + j] =
            whitening_KD.length == 0
                ? row[j]
                : kernels.dot(whitening_KD, j * row.length, row, 0, row.length);
      }
      normalise(out_NK, i * k, k);
    }
    return out_NK;
  }

  private void join(float[] text, int textAt, float[] image, int imageAt, float[] out, int at) {
    int d = textMean.length;
    for (int j = 0; j < d; j++) {
      out[at + j] = (float) (textScale * (text[textAt + j] - textMean[j]));
    }
    boolean present = isPresent(image, imageAt, imageMean.length);
    for (int j = 0; j < imageMean.length; j++) {
      out[at + d + j] = present ? (float) (imageScale * (image[imageAt + j] - imageMean[j])) : 0;
    }
  }

  private static void normalise(float[] out, int at, int k) {
    double norm = 0;
    for (int j = at; j < at + k; j++) {
      norm += (double) out[j] * out[j];
    }
    double factor = 1 / Math.max(1e-12, Math.sqrt(norm));
    for (int j = at; j < at + k; j++) {
      out[j] *= (float) factor;
    }
  }

  /** Writes it as a safetensors file. */
  void save(Path file) {
    var tensors = new ArrayList<Tensor>();
    tensors.add(Tensor.of("text_mean", textMean, textMean.length));
    tensors.add(Tensor.of("image_mean", imageMean, imageMean.length));
    tensors.add(Tensor.of("scales", new double[] {textScale, imageScale}, 2));
    if (whitening_KD.length > 0) {
      tensors.add(
          Tensor.of("whitening", whitening_KD, dimension(), textMean.length + imageMean.length));
    }
    SafetensorsWriter.write(file, Map.of("kind", "fusion 1"), tensors);
  }

  /** Reads what {@link #save} wrote. */
  static Fusion load(Path path) {
    try (var file = SafetensorsFile.open(path)) {
      float[] textMean = file.tensor("text_mean").floats();
      float[] imageMean = file.tensor("image_mean").floats();
      double[] scales = file.tensor("scales").requireShape(2).doubles();
      float[] whitening = new float[0];
      if (file.names().contains("whitening")) {
        Tensor tensor = file.tensor("whitening");
        if (tensor.shape().size() != 2
            || tensor.shape().get(1) != textMean.length + imageMean.length) {
          throw new CorruptException(
              path + " whitens vectors of another length", "run again: adlib encode");
        }
        whitening = tensor.floats();
      }
      return new Fusion(textMean, imageMean, scales[0], scales[1], whitening);
    }
  }
}
