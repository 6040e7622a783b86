package io.adlib.app;

import io.adlib.app.terminal.Errors;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code adlib}: plain verbs, one clear line when something fails. */
@Command(
    name = "adlib",
    description =
        "A generative ad recommender: takes an ad catalogue and an event log, serves ads.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Start here:",
      "  adlib demo                 the whole loop on the built-in market, then the server and console",
      "  adlib VERB --help          what a verb does, with an example",
      "  adlib test                 every check and test of the source tree"
    },
    subcommands = {})
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one verb and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args, new PrintWriter(System.err, true)));
  }

  /** Runs one verb; errors go to {@code err} as one line and what to do. Returns the exit code. */
  static int run(String[] args, PrintWriter err) {
    return new CommandLine(new Main())
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, _, _) -> Errors.report(e, err))
        .setParameterExceptionHandler((e, _) -> usage(e, err))
        .execute(args);
  }

  private static int usage(ParameterException e, PrintWriter err) {
    err.println("adlib: " + e.getMessage());
    var suggestions = new java.io.StringWriter();
    CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(suggestions));
    err.print(suggestions.toString().isBlank() ? "" : "  " + suggestions);
    err.println("  try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return 2;
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
