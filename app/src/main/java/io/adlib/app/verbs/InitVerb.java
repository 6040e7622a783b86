package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a new workspace. */
@Command(
    name = "init",
    description = "Makes a workspace: a folder with a documented adlib.yaml and room for all else.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib init shop && cd shop"})
public final class InitVerb implements Runnable {

  @Parameters(paramLabel = "DIR", description = "The new folder.")
  private Path folder;

  @Option(
      names = "--plain-users",
      description = "Keep users' names as they come, for names that are pseudonyms already.")
  private boolean plainUsers;

  @Override
  public void run() {
    Workspace workspace =
        Workspace.create(folder, AdlibConfig.defaultText(), plainUsers ? _ -> {} : InitVerb::key);
    Output.line("made %s", workspace.root());
    Output.line("next: adlib import -w %s catalogue/ events.csv", folder);
  }

  /** One that is there already is kept: without it no user is recognised. */
  private static void key(Workspace workspace) {
    if (!Pseudonyms.of(workspace).areKeyed()) {
      Pseudonyms.create(workspace);
    }
  }
}
