package io.adlib.app.verbs;

import io.adlib.core.Seed;
import io.adlib.learn.training.TrainingConfig;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What every training by hand is told. */
final class TrainingOptions {

  /** A year. */
  private static final int MOST_MINUTES = 525_600;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description = "Bound on all training together (default: none).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Root of all seeds (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  Duration budget() {
    return Bounds.whole("--minutes", minutes, 0, MOST_MINUTES) == 0
        ? TrainingConfig.NO_LIMIT
        : Duration.ofMinutes(minutes);
  }

  Seed seed() {
    return new Seed(seed);
  }

  boolean json() {
    return json;
  }

  /** As one would write them again. */
  @Override
  public String toString() {
    return "--minutes %d --seed %d".formatted(minutes, seed);
  }
}
