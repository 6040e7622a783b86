package io.adlib.app.verbs;

import io.adlib.core.InputException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Options that mean something only beside others, or only without them. */
final class Beside {

  private Beside() {}

  /**
   * Refuses options that would be passed over.
   *
   * @param other what they go with, such as {@code --compare}
   * @param options each by its longest name
   * @throws InputException naming the first that was given
   */
  static void none(CommandSpec verb, String other, String... options) {
    given(verb, options).stream()
        .findFirst()
        .ifPresent(
            option -> {
              throw new InputException(
                  option + " goes with " + other, "add " + other + ", or leave " + option + " out");
            });
  }

  /**
   * Refuses more than one of options that each ask for something else.
   *
   * @throws InputException naming the first two
   */
  static void atMostOne(CommandSpec verb, String... options) {
    List<String> given = given(verb, options);
    if (given.size() > 1) {
      throw new InputException(
          given.get(0) + " and " + given.get(1) + " ask for different things",
          "give one of them at a time");
    }
  }

  private static List<String> given(CommandSpec verb, String... options) {
    ParseResult line = verb.commandLine().getParseResult();
    return Arrays.stream(options).filter(line::hasMatchedOption).toList();
  }
}
