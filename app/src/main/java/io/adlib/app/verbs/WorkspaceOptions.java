package io.adlib.app.verbs;

import io.adlib.app.pipeline.Session;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.Progress;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every verb that works in a workspace takes. */
final class WorkspaceOptions {

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The workspace (default: the current folder).")
  private Path folder;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  Path folder() {
    return folder;
  }

  boolean json() {
    return json;
  }

  Progress progress() {
    return TerminalProgress.detect();
  }

  Session open() {
    return Session.open(folder, progress());
  }
}
