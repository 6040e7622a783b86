package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import java.util.List;
import picocli.CommandLine.Option;

/** What every measurement of the generator takes: random weights and IDs, and requests by lot. */
final class BenchOptions {

  private static final int FEWEST = 10;
  private static final int MOST = 1_000_000;
  private static final int FEWEST_ITEMS = 100;
  private static final int MOST_ITEMS = 10_000_000;
  private static final int STEP = 32;
  private static final int WIDEST = 1024;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Requests of each kind (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of weights, IDs and prompts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  /**
   * How many requests.
   *
   * @throws InputException for so few that they say nothing, or so many that they never end
   */
  int requests() {
    if (requests < FEWEST || requests > MOST) {
      throw new InputException(
          requests + " requests cannot be measured",
          "give --requests from %,d to %,d".formatted(FEWEST, MOST));
    }
    return requests;
  }

  long seed() {
    return seed;
  }

  /** Prints {@code report} where JSON was asked for; false where people are to read it. */
  boolean printed(Object report) {
    if (json) {
      Output.json(report);
    }
    return json;
  }

  /**
   * {@code items}, numbers of items in a trie.
   *
   * @throws InputException where one is not from 100 to 10,000,000
   */
  static List<Integer> items(List<Integer> items) {
    if (items.stream().anyMatch(n -> n < FEWEST_ITEMS || n > MOST_ITEMS)) {
      throw new InputException(
          "%s items cannot be measured".formatted(items),
          "use %,d to %,d".formatted(FEWEST_ITEMS, MOST_ITEMS));
    }
    return items;
  }

  /**
   * {@code widths} of a model.
   *
   * @throws InputException where one is no multiple of 32 up to 1,024
   */
  static List<Integer> widths(List<Integer> widths) {
    if (widths.stream().anyMatch(d -> d < STEP || d > WIDEST || d % STEP != 0)) {
      throw new InputException(
          "widths of %s cannot be measured".formatted(widths),
          "use %d to %,d in steps of %d".formatted(STEP, WIDEST, STEP));
    }
    return widths;
  }
}
