package io.adlib.app.terminal;

import io.adlib.data.config.Nearest;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what a command line has wrong, what it may have meant, and where help is. */
public final class Mistyped {

  private static final int EXIT = 2;

  private Mistyped() {}

  /** Prints it and returns the exit code. */
  public static int report(ParameterException wrong, PrintWriter err) {
    CommandSpec verb = wrong.getCommandLine().getCommandSpec();
    Optional<String> stray =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched().stream().findFirst()
            : Optional.empty();
    err.println("adlib: " + stray.map(word -> stray(word, verb)).orElse(plain(wrong)));
    stray.flatMap(word -> meant(word, verb)).ifPresent(line -> err.println("  " + line));
    err.println("  try: " + verb.qualifiedName() + " --help");
    return EXIT;
  }

  private static String stray(String word, CommandSpec verb) {
    String name = verb.qualifiedName();
    if (word.startsWith("-")) {
      return "there is no option " + word + " of " + name;
    }
    return isGroup(verb)
        ? "there is no verb '" + word + "' of " + name
        : name + " does not take '" + word + "'";
  }

  /** Whether it does nothing but through verbs under it. */
  private static boolean isGroup(CommandSpec verb) {
    return !verb.subcommands().isEmpty() && verb.positionalParameters().isEmpty();
  }

  private static Optional<String> meant(String word, CommandSpec verb) {
    Collection<CommandLine> under = verb.subcommands().values();
    String option = word.replaceFirst("=.*", "");
    if (!word.startsWith("-")) {
      return isGroup(verb)
          ? Nearest.to(word, verb.subcommands().keySet())
              .map(near -> "did you mean " + verb.qualifiedName() + " " + near + "?")
          : Optional.empty();
    }
    if (under.stream().anyMatch(each -> each.getCommandSpec().findOption(option) != null)) {
      return Optional.of("options come after the verb: " + verb.qualifiedName() + " VERB " + word);
    }
    return Nearest.to(option, verb.options().stream().flatMap(Mistyped::longNames).toList())
        .map(near -> "did you mean " + near + "?");
  }

  private static Stream<String> longNames(OptionSpec option) {
    return Stream.of(option.names()).filter(name -> name.startsWith("--"));
  }

  private static String plain(ParameterException wrong) {
    return String.valueOf(wrong.getMessage())
        .replaceAll("\\s*\\R\\s*", " ")
        .replaceFirst("is not an? (int|long)$", "is no whole number, or too large")
        .replaceFirst("is not a double$", "is no number");
  }
}
