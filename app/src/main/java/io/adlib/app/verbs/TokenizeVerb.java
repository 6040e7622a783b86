package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Stage;
import java.util.List;
import picocli.CommandLine.Command;

/** Turns vectors into semantic IDs, with a health report. */
@Command(
    name = "tokenize",
    description = "Turns vectors into semantic IDs, with a health report.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib tokenize -w shop"})
public final class TokenizeVerb extends StageVerb {
  @Override
  List<? extends Stage> stages(Pipeline pipeline) {
    return List.of(pipeline.encode(), pipeline.tokenize());
  }
}
