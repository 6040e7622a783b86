package io.adlib.learn.policy;

import io.adlib.core.Event;
import io.adlib.learn.generator.TargetWeights;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.List;

/**
 * Value-aware fine-tuning (VAFT of GPR): a click counts as {@code eCPM/pCTR}, one that ended in a
 * conversion as {@code eCPM/(pCTR·pCVR)}, so that the generator learns what is worth showing and
 * not only what is clicked. Brought to mean 1 over the training data and held within [{@value
 * #LEAST}, {@value #MOST}]. Immutable and thread-safe.
 */
public final class VaftWeights implements TargetWeights {

  static final double LEAST = .25;
  static final double MOST = 4;

  private static final int CONVERSION = 1 + Event.Kind.CONVERSION.ordinal();

  private final double[] click_I;
  private final double[] conversion_I;
  private final double scale;

  private VaftWeights(double[] click_I, double[] conversion_I, double scale) {
    this.click_I = click_I;
    this.conversion_I = conversion_I;
    this.scale = scale;
  }

  /**
   * Weights for these sequences.
   *
   * @param click_I for each item, eCPM/pCTR; positive for all that are targets
   * @param conversion_I for each item, eCPM/(pCTR·pCVR)
   */
  public static VaftWeights of(
      List<TrainingSequence> sequences, double[] click_I, double[] conversion_I) {
    var raw = new VaftWeights(click_I, conversion_I, 1);
    double[] worth_M =
        sequences.stream()
            .flatMapToDouble(
                s ->
                    java.util.stream.IntStream.range(0, s.target_T().length)
                        .filter(t -> s.target_T()[t] >= 0)
                        .mapToDouble(t -> raw.worth(s, t)))
            .toArray();
    return new VaftWeights(click_I, conversion_I, scale(worth_M));
  }

  /** The factor by which the mean, once held within the bounds, is 1; found by halving. */
  static double scale(double[] worth_M) {
    double low = LEAST / Arrays.stream(worth_M).max().orElse(1);
    double high = MOST / Arrays.stream(worth_M).min().orElse(1);
    for (int i = 0; i < 100; i++) {
      double middle = Math.sqrt(low * high);
      double mean =
          Arrays.stream(worth_M)
              .map(worth -> Math.clamp(worth * middle, LEAST, MOST))
              .average()
              .orElse(1);
      low = mean < 1 ? middle : low;
      high = mean < 1 ? high : middle;
    }
    return Math.sqrt(low * high);
  }

  @Override
  public double of(TrainingSequence sequence, int position) {
    return Math.clamp(worth(sequence, position) * scale, LEAST, MOST);
  }

  private double worth(TrainingSequence sequence, int position) {
    int item = sequence.target_T()[position];
    return converted(sequence.prompt(), position) ? conversion_I[item] : click_I[item];
  }

  /** Whether one of the item tokens right after a target's position is a conversion. */
  private static boolean converted(Prompt prompt, int position) {
    for (int t = position + 1;
        t < prompt.length() && prompt.kind_T()[t] == TokenKind.ITEM.ordinal();
        t++) {
      if (prompt.action_T()[t] == CONVERSION) {
        return true;
      }
    }
    return false;
  }
}
