package io.adlib.app.verbs;

import io.adlib.core.Seed;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every reproduction is told. */
final class ReproduceOptions {

  /** Models this narrow train no faster on two, for all the waiting between small products. */
  static final int THREADS = 1;

  static final String LAYOUT =
      """
      The folder holds sequences.txt(.gz), a user a line: user item item …, and
      items.tsv(.gz) with item_id and, where there are any, title, brand, categories
      or llm_keywords.""";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder of data.")
  private Path data = Path.of("");

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Checkpoints and the report (default: a folder of the data's name here).")
  private Path work = Path.of("");

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description = "Bound on all trainings together (default: none).")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Root of all seeds (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  Path data() {
    return data;
  }

  /** Where to work, as told or by the kind of reproduction and the data's name. */
  Path work(String kind, String name) {
    return work.toString().isEmpty() ? Path.of(kind + "-" + name) : work;
  }

  Duration budget() {
    return minutes <= 0 ? TrainingConfig.NO_LIMIT : Duration.ofMinutes(minutes);
  }

  Seed seed() {
    return new Seed(seed);
  }

  boolean json() {
    return json;
  }

  /**
   * What a report says of its making.
   *
   * @param command without the options that are here
   */
  Map<String, String> facts(String command) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", data.toString());
    facts.put("command", "%s --data DIR --minutes %d --seed %d".formatted(command, minutes, seed));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    return facts;
  }
}
