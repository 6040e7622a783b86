package io.adlib.encode.image;

import io.adlib.encode.image.ImageSettings.Layout;
import io.adlib.encode.image.ImageSettings.Order;

/** Pixels to the numbers that a model reads. */
final class ImageTensor {

  /**
   * A longer picture loses its ends before it is resized, so that a thread of pixels stays small.
   */
  private static final int LONGEST = 4;

  private ImageTensor() {}

  /** The input of one picture: {@code [3, S, S]} or {@code [S, S, 3]}, as the settings say. */
  static float[] of(Pixels pixels, ImageSettings settings) {
    int size = settings.size();
    float[] out = new float[3 * size * size];
    for (int c = 0; c < 3; c++) {
      float[] plane_SS = fit(plane(pixels, 16 - 8 * c), pixels.width(), pixels.height(), settings);
      int place = settings.order() == Order.RGB ? c : 2 - c;
      double mean = settings.mean().get(c);
      double std = settings.std().get(c);
      for (int i = 0; i < size * size; i++) {
        int at = settings.layout() == Layout.NCHW ? place * size * size + i : 3 * i + place;
        double colour = Math.clamp(plane_SS[i], 0, 255);
        out[at] = (float) ((colour * settings.scale() - mean) / std);
      }
    }
    return out;
  }

  private static float[] plane(Pixels pixels, int shift) {
    float[] plane = new float[pixels.rgb().length];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = pixels.rgb()[i] >> shift & 0xff;
    }
    return plane;
  }

  private static float[] fit(float[] plane_HW, int width, int height, ImageSettings settings) {
    int size = settings.size();
    return switch (settings.fit()) {
      case STRETCH -> settings.resampling().resize(plane_HW, width, height, size, size);
      case CROP -> {
        if (Math.max(width, height) > LONGEST * Math.min(width, height)) {
          yield fitMiddle(plane_HW, width, height, settings);
        }
        double scale = (double) settings.resize() / Math.min(width, height);
        yield cut(plane_HW, width, height, scale, settings);
      }
      case PAD -> {
        double scale = (double) size / Math.max(width, height);
        yield cut(plane_HW, width, height, scale, settings);
      }
    };
  }

  /** The same of the middle of a very long picture; what is cut off would not be seen anyhow. */
  private static float[] fitMiddle(
      float[] plane_HW, int width, int height, ImageSettings settings) {
    int w = Math.min(width, LONGEST * height);
    int h = Math.min(height, LONGEST * width);
    int left = (width - w) / 2;
    int top = (height - h) / 2;
    float[] middle = new float[w * h];
    for (int y = 0; y < h; y++) {
      System.arraycopy(plane_HW, (y + top) * width + left, middle, y * w, w);
    }
    return fit(middle, w, h, settings);
  }

  /** Scales, then takes the middle square; white where it reaches beyond the picture. */
  private static float[] cut(
      float[] plane_HW, int width, int height, double scale, ImageSettings settings) {
    int size = settings.size();
    int w = (int) Math.max(1, Math.round(width * scale));
    int h = (int) Math.max(1, Math.round(height * scale));
    float[] scaled = settings.resampling().resize(plane_HW, width, height, w, h);
    float[] out = new float[size * size];
    int left = Math.floorDiv(w - size, 2);
    int top = Math.floorDiv(h - size, 2);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int fromX = x + left;
        int fromY = y + top;
        boolean inside = fromX >= 0 && fromX < w && fromY >= 0 && fromY < h;
        out[y * size + x] = inside ? scaled[fromY * w + fromX] : 255;
      }
    }
    return out;
  }
}
