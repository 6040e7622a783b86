package io.adlib.data.config;

import io.adlib.core.InputException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Releases that serve beside the live one.
 *
 * @param name salts the hash that puts a user into an arm
 * @param releases by the name of an arm: the version of its release, a space, and its share
 */
public record ExperimentConfig(String name, SortedMap<String, String> releases) {

  /** Everybody is served by the live release. */
  public static final ExperimentConfig NONE = new ExperimentConfig("experiment", new TreeMap<>());

  public ExperimentConfig {
    releases = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(releases));
  }

  /**
   * One arm.
   *
   * @param share of the users, in [0, 1]
   */
  public record Arm(String name, String release, double share) {}

  static ExperimentConfig of(Section s) {
    var config =
        new ExperimentConfig(
            s.text("name", "experiment", "Another name puts users into arms anew"),
            s.names(
                "arms",
                new TreeMap<>(),
                "Releases beside the live one, each with its share of the users, such as"
                    + " challenger: 2026-11-25.101500 0.1"));
    config.arms();
    return config;
  }

  /**
   * The arms, in order of their names.
   *
   * @throws InputException if one cannot be understood, or they have more than all users
   */
  public List<Arm> arms() {
    List<Arm> arms = releases.entrySet().stream().map(e -> arm(e.getKey(), e.getValue())).toList();
    if (arms.stream().mapToDouble(Arm::share).sum() > 1 + 1e-9) {
      throw new InputException(
          "the arms of experiment." + name + " have more than all users",
          "give them shares that add up to at most 1");
    }
    return arms;
  }

  private static Arm arm(String name, String text) {
    String[] parts = text.strip().split("\\s+");
    Optional<Double> share = parts.length == 2 ? share(parts[1]) : Optional.empty();
    if (share.isEmpty() || name.equals("live")) {
      throw new InputException(
          "experiment.arms." + name + " is '" + text + "'",
          "name a release and a share from 0 to 1, such as challenger: 2026-11-25.101500 0.1;"
              + " the arm 'live' is the live release's");
    }
    return new Arm(name, parts[0], share.get());
  }

  private static Optional<Double> share(String text) {
    try {
      return Optional.of(Double.valueOf(text)).filter(s -> s >= 0 && s <= 1);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
