package io.adlib.learn.lm.grpo;

/**
 * The likeliest answers to prompts that are not trained on.
 *
 * @param metric their mean metric, unbounded by what the training counts
 * @param length their mean tokens
 * @param formed share of them that ended and are of the right form
 */
public record Held(double metric, double length, double formed) {

  String text() {
    return metric + " " + length + " " + formed;
  }

  static Held of(String text) {
    String[] parts = text.split(" ");
    return new Held(
        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
  }
}
