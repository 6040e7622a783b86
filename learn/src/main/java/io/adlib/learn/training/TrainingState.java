package io.adlib.learn.training;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a training stands, apart from its numbers.
 *
 * @param step steps taken
 * @param loss running mean of the loss
 * @param bestValidation best figure so far
 * @param bestStep after which step
 * @param validatedStep the step of the last validation
 * @param stale validations since the best
 * @param level whether the last validation was below the best by no more than chance
 * @param elapsed time spent
 */
record TrainingState(
    long step,
    double loss,
    double bestValidation,
    long bestStep,
    long validatedStep,
    int stale,
    boolean level,
    Duration elapsed) {

  static final TrainingState START =
      new TrainingState(0, 0, Double.NEGATIVE_INFINITY, 0, 0, 0, false, Duration.ZERO);

  TrainingState after(double newLoss, Duration now) {
    double mean = step == 0 ? newLoss : loss + .05 * (newLoss - loss);
    return new TrainingState(
        step + 1, mean, bestValidation, bestStep, validatedStep, stale, level, now);
  }

  TrainingState at(Duration now) {
    return new TrainingState(
        step, loss, bestValidation, bestStep, validatedStep, stale, level, now);
  }

  /**
   * @param uncertainty of the figure, 0 if not known
   */
  TrainingState validated(double figure, double uncertainty) {
    boolean better = figure > bestValidation;
    return new TrainingState(
        step,
        loss,
        better ? figure : bestValidation,
        better ? step : bestStep,
        step,
        better ? 0 : stale + 1,
        uncertainty > 0 && figure >= bestValidation - uncertainty,
        elapsed);
  }

  /** As texts, exact to the last bit; the map may be added to. */
  Map<String, String> texts() {
    var texts = new TreeMap<String, String>();
    texts.put("state.step", Long.toString(step));
    texts.put("state.loss", Double.toString(loss));
    texts.put("state.bestValidation", Double.toString(bestValidation));
    texts.put("state.bestStep", Long.toString(bestStep));
    texts.put("state.validatedStep", Long.toString(validatedStep));
    texts.put("state.stale", Integer.toString(stale));
    texts.put("state.level", Boolean.toString(level));
    texts.put("state.elapsed", elapsed.toString());
    return texts;
  }

  static TrainingState of(Map<String, String> texts) {
    return new TrainingState(
        Long.parseLong(texts.getOrDefault("state.step", "0")),
        Double.parseDouble(texts.getOrDefault("state.loss", "0")),
        Double.parseDouble(texts.getOrDefault("state.bestValidation", "-Infinity")),
        Long.parseLong(texts.getOrDefault("state.bestStep", "0")),
        Long.parseLong(texts.getOrDefault("state.validatedStep", "0")),
        Integer.parseInt(texts.getOrDefault("state.stale", "0")),
        Boolean.parseBoolean(texts.getOrDefault("state.level", "false")),
        Duration.parse(texts.getOrDefault("state.elapsed", "PT0S")));
  }
}
