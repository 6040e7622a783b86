package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import java.util.List;
import picocli.CommandLine.Command;

/** Runs every stage that is stale: encode, tokenize, train. */
@Command(
    name = "pipeline",
    description = "Runs every stage that is stale: encode, tokenize, train.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib pipeline -w shop"})
public final class PipelineVerb extends StageVerb {
  @Override
  List<? extends Stage> stages(Pipeline pipeline, Session session) {
    return pipeline.stages(session);
  }
}
