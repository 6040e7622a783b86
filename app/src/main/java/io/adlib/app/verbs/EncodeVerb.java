package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import java.util.List;
import picocli.CommandLine.Command;

/** Turns texts and images of ads and contents into vectors. */
@Command(
    name = "encode",
    description =
        "Turns the texts of ads and contents into vectors, with their images if adlib.yaml names an"
            + " image model (encode.image_model), or their summaries (encode.text_from). See docs/encode.md.",
    subcommands = ImageModelVerb.class,
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib encode -w shop"})
public final class EncodeVerb extends StageVerb {
  @Override
  List<? extends Stage> stages(Pipeline pipeline, Session session) {
    return List.of(pipeline.encode());
  }
}
