package io.adlib.encode.image;

import io.adlib.core.InputException;
import java.util.List;

/**
 * How a picture becomes a model's input, and which of its outputs is the vector.
 *
 * @param size the input's width and height
 * @param fit how a picture that is not square comes into it
 * @param resize the shortest edge before {@link Fit#CROP} cuts; at least {@code size}
 * @param resampling the filter
 * @param scale that a colour, 0 to 255, is multiplied by
 * @param mean subtracted from each scaled colour; red, green, blue
 * @param std each is then divided by
 * @param layout of the input
 * @param order of the colours
 * @param output a tensor's name, even one inside the graph; empty for the model's own choice
 */
record ImageSettings(
    int size,
    Fit fit,
    int resize,
    Resampling resampling,
    double scale,
    List<Double> mean,
    List<Double> std,
    Layout layout,
    Order order,
    String output) {

  /** How a picture comes into a square. */
  enum Fit {
    /** Shortest edge resized, the middle kept: the edges of a long picture are lost. */
    CROP,
    /** Both edges resized: nothing is lost, shapes are distorted. */
    STRETCH,
    /** Longest edge resized, white beside it: nothing is lost or distorted. */
    PAD
  }

  /** Where the colour stands among the input's dimensions. */
  enum Layout {
    NCHW,
    NHWC
  }

  /** Which colour comes first. */
  enum Order {
    RGB,
    BGR
  }

  ImageSettings {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (size < 8 || size > 2048 || resize < size || resize > 4096) {
      throw new InputException(
          "an image encoder cannot have size " + size + " and resize " + resize,
          "choose a size of 8 to 2048, and a resize that is no smaller");
    }
    if (mean.size() != 3 || std.size() != 3 || std.contains(0.0) || scale == 0) {
      throw new InputException(
          "an image encoder needs three means, three stds that are not 0, and a scale",
          "write them as [0.485, 0.456, 0.406], in the order red, green, blue");
    }
  }

  /**
   * What holds where no settings file says otherwise: pictures are stretched, so that nothing of a
   * product is cut off, and colours are as torchvision's and Keras's models want them.
   */
  static ImageSettings of(Layout layout, int size) {
    boolean torch = layout == Layout.NCHW;
    return new ImageSettings(
        size,
        Fit.STRETCH,
        size,
        Resampling.BILINEAR,
        1 / 255.0,
        torch ? List.of(.485, .456, .406) : List.of(.5, .5, .5),
        torch ? List.of(.229, .224, .225) : List.of(.5, .5, .5),
        layout,
        Order.RGB,
        "");
  }
}
