package io.adlib.app;

import io.adlib.app.terminal.Errors;
import io.adlib.app.terminal.Mistyped;
import io.adlib.app.terminal.VerbList;
import io.adlib.app.verbs.AuditVerb;
import io.adlib.app.verbs.BenchVerb;
import io.adlib.app.verbs.DemoVerb;
import io.adlib.app.verbs.EncodeVerb;
import io.adlib.app.verbs.EnrichVerb;
import io.adlib.app.verbs.ExportVerb;
import io.adlib.app.verbs.ImportVerb;
import io.adlib.app.verbs.InitVerb;
import io.adlib.app.verbs.KeysVerb;
import io.adlib.app.verbs.LoadVerb;
import io.adlib.app.verbs.PipelineVerb;
import io.adlib.app.verbs.ReleaseVerb;
import io.adlib.app.verbs.ReproduceVerb;
import io.adlib.app.verbs.ServeVerb;
import io.adlib.app.verbs.SimulateVerb;
import io.adlib.app.verbs.StatusVerb;
import io.adlib.app.verbs.TokenizeVerb;
import io.adlib.app.verbs.TrainVerb;
import io.adlib.core.EnvironmentException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
      "  adlib demo          the whole loop on the built-in market, then the console",
      "  adlib VERB --help   what a verb does, with an example",
      "  adlib test          every check and test of the source tree"
    },
    subcommands = {
      DemoVerb.class,
      InitVerb.class,
      ImportVerb.class,
      ExportVerb.class,
      StatusVerb.class,
      EnrichVerb.class,
      EncodeVerb.class,
      TokenizeVerb.class,
      TrainVerb.class,
      PipelineVerb.class,
      ReleaseVerb.class,
      ReproduceVerb.class,
      ServeVerb.class,
      LoadVerb.class,
      KeysVerb.class,
      AuditVerb.class,
      SimulateVerb.class,
      BenchVerb.class
    })
public final class Main implements Runnable {

  /** How long a verb may take to leave things in order after Ctrl-C. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** Whether Ctrl-C came. */
  private static volatile boolean stopping;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one verb and exits with its code. */
  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var done = new CountDownLatch(1);
    Thread verb = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(verb, done), "ctrl-c"));
    int code = run(args, new PrintWriter(System.err, true));
    done.countDown();
    System.exit(code);
  }

  /** Ctrl-C: asks the verb to stop where it can go on from, and gives it time to say so. */
  private static void interrupt(Thread verb, CountDownLatch done) {
    if (done.getCount() > 0) {
      stopping = true;
      verb.interrupt();
      try {
        if (!done.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
          Errors.report(new InterruptedException(), new PrintWriter(System.err, true));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs one verb; errors go to {@code err} as one line and what to do. Returns the exit code. */
  static int run(String[] args, PrintWriter err) {
    int code =
        commandLine()
            .setErr(err)
            .setExecutionStrategy(Main::execute)
            .setExecutionExceptionHandler((e, _, _) -> Errors.report(e, stopping, err))
            .setParameterExceptionHandler((e, _) -> Mistyped.report(e, err))
            .execute(args);
    if (code == 0 && System.out.checkError()) {
      return Errors.report(
          new EnvironmentException(
              "standard output could not be written to its end",
              "see that its disk has space and that nobody closed it, then run again"),
          err);
    }
    return code;
  }

  /** Runs the last verb of a line; what stands before it would be said to no one. */
  private static int execute(ParseResult line) {
    for (ParseResult verb = line; verb.hasSubcommand(); verb = verb.subcommand()) {
      ParseResult under = verb.subcommand();
      boolean help = verb.isUsageHelpRequested() || verb.isVersionHelpRequested();
      if (!verb.matchedArgs().isEmpty() && !help) {
        ArgSpec first = verb.matchedArgs().getFirst();
        String name = under.commandSpec().name();
        throw new ParameterException(
            under.commandSpec().commandLine(),
            "%s stands before %s, which would not see it: put it after %s"
                .formatted(
                    first instanceof OptionSpec option
                        ? option.longestName()
                        : first.originalStringValues().getFirst(),
                    name,
                    name));
      }
    }
    return new RunLast().execute(line);
  }

  /** All verbs, as they are read and explained. */
  static CommandLine commandLine() {
    var line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new VerbList());
    return line.setHelpSectionMap(sections)
        .registerConverter(Path.class, Main::path)
        .registerConverter(URI.class, Main::address)
        .registerConverter(Instant.class, Main::moment);
  }

  /** Nobody means the current folder by nothing: a variable of the shell was empty. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("a path cannot be empty");
    }
    return Path.of(text);
  }

  private static URI address(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException("'" + text + "' is no address: " + e.getReason());
    }
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      throw new TypeConversionException("'" + text + "' is no moment such as 2026-03-01T00:00:00Z");
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
