package io.adlib.app.verbs;

import io.adlib.core.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
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

  @Mixin private TrainingOptions training = new TrainingOptions();

  Path data() {
    return data;
  }

  /** Where to work, as told or by the kind of reproduction and the data's name. */
  Path work(String kind, String name) {
    return work.toString().isEmpty() ? Path.of(kind + "-" + name) : work;
  }

  Duration budget() {
    return training.budget();
  }

  Seed seed() {
    return training.seed();
  }

  boolean json() {
    return training.json();
  }

  /**
   * What a report says of its making.
   *
   * @param command without the options that are here
   */
  Map<String, String> facts(String command) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", data.toString());
    facts.putAll(ReportFiles.made("%s --data DIR %s".formatted(command, training)));
    return facts;
  }
}
