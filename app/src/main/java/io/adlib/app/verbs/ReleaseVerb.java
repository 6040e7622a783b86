package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.terminal.Output;
import io.adlib.data.access.AuditLog;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.Manifest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds releases and says which one is live. */
@Command(
    name = "release",
    description = "Builds, lists, promotes and rolls back releases.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReleaseVerb.Build.class,
      ReleaseVerb.ListAll.class,
      ReleaseVerb.Promote.class,
      ReleaseVerb.Rollback.class
    },
    footer = {
      "",
      "Examples:",
      "  adlib release build --promote -w shop",
      "  adlib release rollback -w shop"
    })
public final class ReleaseVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static void audit(Session session, String operation, String version) {
    new AuditLog(session.workspace(), InstantSource.system())
        .add(AuditVerb.who(), operation, version, "done");
  }

  /** Makes a release of what there is now. */
  @Command(
      name = "build",
      description = "Makes a release; stages that are stale run first.",
      mixinStandardHelpOptions = true)
  static final class Build implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Option(names = "--promote", description = "Make it live if it proves sound.")
    private boolean promote;

    @Override
    public void run() {
      Session session = options.open();
      Artifact built = Releases.build(session, new Pipeline(), Instant.now());
      if (promote) {
        Releases.promote(session, built.hash());
        audit(session, "release.promote", built.hash());
      }
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("version", built.hash());
      facts.put("live", session.releases().live().orElse("none"));
      Output.facts(options.json(), facts);
    }
  }

  /** Lists releases. */
  @Command(
      name = "list",
      description = "Lists releases, newest first.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Override
    public void run() {
      Session session = options.open();
      String live = session.releases().live().orElse("");
      List<Manifest> all = session.releases().list();
      if (options.json()) {
        Output.json(all.stream().map(m -> describe(m, live)).toList());
      } else {
        all.forEach(
            m ->
                Output.line(
                    "%-24s %s  %,d bytes%s",
                    m.name(), m.created(), m.bytes(), m.name().equals(live) ? "  live" : ""));
      }
    }

    private static Map<String, Object> describe(Manifest manifest, String live) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("version", manifest.name());
      facts.put("created", manifest.created().toString());
      facts.put("bytes", manifest.bytes());
      facts.put("live", manifest.name().equals(live));
      facts.put("inputs", manifest.inputs());
      return facts;
    }
  }

  /** Makes a release live. */
  @Command(
      name = "promote",
      description =
          "Makes a release live, if it loads whole; a running server follows within seconds.",
      mixinStandardHelpOptions = true)
  static final class Promote implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Parameters(paramLabel = "VERSION", description = "As adlib release list says.")
    private String version;

    @Override
    public void run() {
      Session session = options.open();
      Releases.promote(session, version);
      audit(session, "release.promote", version);
      Output.facts(options.json(), Map.of("live", version));
    }
  }

  /** Goes back to the release before. */
  @Command(
      name = "rollback",
      description = "Goes back to the release that was live before; a running server follows.",
      mixinStandardHelpOptions = true)
  static final class Rollback implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Override
    public void run() {
      Session session = options.open();
      String live = Releases.rollback(session);
      audit(session, "release.rollback", live);
      Output.facts(options.json(), Map.of("live", live));
    }
  }
}
