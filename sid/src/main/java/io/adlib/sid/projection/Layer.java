package io.adlib.sid.projection;

/**
 * {@code y = x W + b}. The arrays are not copied: treat them as immutable.
 *
 * @param in length of x
 * @param out length of y
 * @param weight_IO row-major
 * @param bias_O one number an output
 */
public record Layer(int in, int out, float[] weight_IO, float[] bias_O) {
  public Layer {
    if (in < 1 || out < 1 || weight_IO.length != (long) in * out || bias_O.length != out) {
      throw new IllegalArgumentException(
          "a layer of %d by %d with %d weights and %d biases"
              .formatted(in, out, weight_IO.length, bias_O.length));
    }
  }
}
