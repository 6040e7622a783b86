package io.adlib.app.verbs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures parts of Adlib on this machine. */
@Command(
    name = "bench",
    description = "Measures a part of Adlib on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchServingVerb.class,
      BenchScaleVerb.class,
      BenchExplainVerb.class,
      BenchPrefixVerb.class,
      BenchRowsVerb.class,
      BenchBatchesVerb.class
    },
    footer = {"", "Example:", "  adlib bench serving --json"})
public final class BenchVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
