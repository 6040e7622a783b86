package io.adlib.data.config;

import java.util.List;

/**
 * What the generator learns of what ads are worth, and what its search makes of it.
 *
 * @param stage the last stage of its training: {@code mtp} predicts what is clicked next, {@code
 *     vaft} weighs clicks by what they are worth, {@code dpo} and {@code hepo} go on in a simulator
 * @param weight η, what value counts in the search beside probability; 0 for nothing
 */
public record ValueConfig(String stage, double weight) {

  private static final double MOST = 10;

  static ValueConfig of(Section s) {
    return new ValueConfig(
        s.oneOf(
            "stage",
            "mtp",
            List.of("mtp", "vaft", "dpo", "hepo"),
            "The last stage of its training; those after mtp need the ranker"),
        s.number(
            "weight",
            0,
            0,
            MOST,
            "What value counts in the search beside probability; above 0 an evaluator is trained"));
  }
}
