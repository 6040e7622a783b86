package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import io.adlib.app.terminal.Output;
import io.adlib.data.artifact.Artifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A verb that makes artifacts; what is up to date is found, not made again. */
abstract class StageVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  /** What every verb of a workspace takes. */
  final WorkspaceOptions options() {
    return options;
  }

  /** The stages to run, in order. */
  abstract List<? extends Stage> stages(Pipeline pipeline, Session session);

  @Override
  public void run() {
    Session session = options.open();
    Map<String, Object> made = new LinkedHashMap<>();
    for (Stage stage : stages(new Pipeline(), session)) {
      boolean found = stage.find(session).isPresent();
      Artifact artifact = stage.run(session);
      Map<String, String> facts = stage.facts(artifact);
      if (options.json()) {
        Map<String, Object> about = new LinkedHashMap<>(facts);
        about.put("folder", artifact.folder().toString());
        about.put("found", found);
        made.put(stage.name(), about);
      } else {
        Output.line("%-16s %s%s", stage.name(), artifact.folder(), found ? "  (up to date)" : "");
        facts.forEach((name, value) -> Output.line("  %-14s %s", name, value));
      }
    }
    if (options.json()) {
      Output.json(made);
    }
  }
}
