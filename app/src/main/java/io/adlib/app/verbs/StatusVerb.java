package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a workspace holds and what is stale. */
@Command(
    name = "status",
    description = "Says what is in the workspace and what is stale.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib status -w shop"})
public final class StatusVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  @Override
  public void run() {
    Session session = options.open();
    Map<String, Object> facts = new LinkedHashMap<>();
    var catalogue = session.data().catalogue();
    facts.put("advertisers", catalogue.advertisers().size());
    facts.put("campaigns", catalogue.campaigns().size());
    facts.put("ads", catalogue.ads().size());
    facts.put("contents", catalogue.contents().size());
    facts.put("users", session.data().users().size());
    facts.put("events", session.data().snapshot().rows(io.adlib.data.schema.Table.EVENTS));
    for (Stage stage : new Pipeline().stages(session)) {
      facts.put(stage.name(), state(stage, session));
    }
    facts.put("live release", session.releases().live().orElse("none"));
    Output.facts(options.json(), facts);
  }

  /** A stage whose inputs are not there says so, and the others are still told. */
  private static String state(Stage stage, Session session) {
    try {
      return stage.find(session).isPresent() ? "up to date" : "stale";
    } catch (InputException e) {
      return "cannot be made: " + e.getMessage();
    }
  }
}
