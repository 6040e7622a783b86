package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One tokenizer in a comparison.
 *
 * @param title as people read it
 * @param runs its health, a seed each, at least one
 * @param ids those of the first seed
 * @param seconds of one run, the mean
 * @param peakMib most resident memory of a run; negative where unknown
 */
public record Compared(
    String title, List<Health> runs, SemanticIds ids, double seconds, double peakMib) {

  /** The mean of a figure over seeds. */
  public double mean(ToDoubleFunction<Health> figure) {
    return runs.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** The standard deviation of a figure over seeds, 0 for one. */
  public double deviation(ToDoubleFunction<Health> figure) {
    double mean = mean(figure);
    double squares = runs.stream().mapToDouble(figure).map(x -> (x - mean) * (x - mean)).sum();
    return runs.size() < 2 ? 0 : Math.sqrt(squares / (runs.size() - 1));
  }

  /** L. */
  public int levels() {
    return runs.getFirst().levels().size();
  }

  /** Whether the items have categories. */
  public boolean hasPurity() {
    return runs.getFirst().levels().getLast().purity().isPresent();
  }

  /** A level's figure, from level 1, as a figure of the whole. */
  public static ToDoubleFunction<Health> at(int level, ToDoubleFunction<LevelHealth> figure) {
    return health -> figure.applyAsDouble(health.levels().get(level - 1));
  }

  /** Share of items with the majority category of their path; not a number without categories. */
  public static double purity(LevelHealth level) {
    return level.purity().map(LevelHealth.Purity::majority).orElse(Double.NaN);
  }
}
