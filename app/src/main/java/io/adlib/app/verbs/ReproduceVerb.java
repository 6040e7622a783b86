package io.adlib.app.verbs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reproduces public numbers. */
@Command(
    name = "reproduce",
    description =
        "Reproduces public numbers on a folder of public data, or on your own of its layout.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReproduceSequentialVerb.class,
      ReproduceAlignmentVerb.class,
      ReproduceLmVerb.class,
      ReproduceAblationVerb.class,
      ReproduceValueVerb.class,
      ReproduceHubVerb.class,
      ReproduceFusionVerb.class
    },
    footer = {"", "Example:", "  adlib reproduce sequential --data amazon-beauty"})
public final class ReproduceVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
