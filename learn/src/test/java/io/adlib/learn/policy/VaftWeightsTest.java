package io.adlib.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.sid.Prompt;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VaftWeightsTest {

  private static final int CLICK = 4;
  private static final int CONVERSION = 6;

  /** E with a target, the item's click, and then an event of the same item. */
  private static TrainingSequence visit(int item, int then) {
    var prompt =
        new Prompt(
            new byte[] {2, 3, 3}, new byte[] {0, CLICK, (byte) then}, new byte[3], new int[3]);
    return new TrainingSequence(prompt, new int[] {item, -1, -1});
  }

  @Property(tries = 100)
  void theirMeanIsOneAndNoneIsBeyondTheBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int targets,
      @ForAll @DoubleRange(min = 0, max = 3) double spread) {
    RandomGenerator random = new Seed(seed).generator();
    double[] click_I = new double[targets];
    double[] conversion_I = new double[targets];
    List<TrainingSequence> sequences = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      click_I[i] = 1e5 * Math.exp(spread * random.nextGaussian());
      conversion_I[i] = 20 * click_I[i];
      sequences.add(visit(i, random.nextInt(5) == 0 ? CONVERSION : CLICK));
    }
    var weights = VaftWeights.of(sequences, click_I, conversion_I);
    double sum = 0;
    for (TrainingSequence sequence : sequences) {
      double weight = weights.of(sequence, 0);
      assertThat(weight).isBetween(.25, 4.0);
      sum += weight;
    }
    assertThat(sum / targets).isCloseTo(1, within(1e-6));
  }

  @Test
  void aClickThatEndedInAConversionCountsAsTheConversionDoes() {
    List<TrainingSequence> visits =
        List.of(visit(0, CLICK), visit(0, CONVERSION), visit(1, CLICK), visit(1, CONVERSION));
    var weights = VaftWeights.of(visits, new double[] {1, 2}, new double[] {3, 2});
    double unit = weights.of(visits.get(0), 0);
    assertThat(weights.of(visits.get(1), 0) / unit).isCloseTo(3, within(1e-9));
    assertThat(weights.of(visits.get(2), 0) / unit).isCloseTo(2, within(1e-9));
    assertThat(weights.of(visits.get(3), 0) / unit).isCloseTo(2, within(1e-9));
  }
}
