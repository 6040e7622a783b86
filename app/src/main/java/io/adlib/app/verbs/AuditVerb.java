package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.data.access.AuditLog;
import io.adlib.data.workspace.Workspace;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what was done to a workspace, and whether the record is whole. */
@Command(
    name = "audit",
    description = "Lists the operations done to a workspace, once their record proves unchanged.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib audit -w shop"})
public final class AuditVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  /** Who works at this command line, for the record. */
  static String who() {
    return "command line, " + System.getProperty("user.name", "unknown");
  }

  @Override
  public void run() {
    List<AuditLog.Entry> all =
        new AuditLog(Workspace.open(options.folder()), InstantSource.system()).verified();
    if (options.json()) {
      Output.json(all);
    } else {
      all.forEach(
          e ->
              Output.line(
                  "%s  %-24s %-18s %s  %s",
                  e.time(), e.who(), e.operation(), e.subject(), e.outcome()));
    }
  }
}
