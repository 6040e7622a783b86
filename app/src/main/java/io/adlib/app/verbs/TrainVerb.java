package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Stage;
import io.adlib.core.InputException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Trains one of the models, and first whatever it needs. */
@Command(
    name = "train",
    description =
        "Trains a model on the imported events; goes on where an interrupted run stopped.",
    mixinStandardHelpOptions = true,
    subcommands = TrainLmVerb.class,
    footer = {"", "Example:", "  adlib train generator -w shop"})
public final class TrainVerb extends StageVerb {

  /** What can be trained. */
  enum Model {
    /** Vectors of who behaves like whom, for aligned semantic IDs. */
    COLLABORATIVE,
    GENERATOR,
    RANKER
  }

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "One of: ${COMPLETION-CANDIDATES}; or lm, a verb of its own.")
  private @Nullable Model model;

  @Override
  public void run() {
    if (model == null) {
      throw new InputException("which model?", "see: adlib train --help");
    }
    super.run();
  }

  @Override
  List<? extends Stage> stages(Pipeline pipeline) {
    return switch (Objects.requireNonNull(model)) {
      case COLLABORATIVE -> List.of(pipeline.collaborative());
      case GENERATOR -> List.of(pipeline.encode(), pipeline.tokenize(), pipeline.generator());
      case RANKER -> List.of(pipeline.encode(), pipeline.tokenize(), pipeline.ranker());
    };
  }
}
