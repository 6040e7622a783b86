package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import io.adlib.app.pipeline.ValueStage.Level;
import io.adlib.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains one of the models, and first whatever it needs. */
@Command(
    name = "train",
    description =
        "Trains a model on the imported events; goes on where an interrupted run stopped.",
    mixinStandardHelpOptions = true,
    subcommands = TrainLmVerb.class,
    footer = {
      "",
      "Examples:",
      "  adlib train generator -w shop",
      "  adlib train generator --stage hepo -w shop"
    })
public final class TrainVerb extends StageVerb {

  /** What can be trained. */
  enum Model {
    /** Vectors of who behaves like whom, for aligned semantic IDs. */
    COLLABORATIVE,
    GENERATOR,
    /** How well ads answer queries, from labels and people's grades. */
    RELEVANCE,
    RANKER,
    /** What the served generator is fused with. */
    FUSION
  }

  /** How far the generator's training goes. */
  enum Last {
    /** Predicts the ads clicked next. */
    MTP,
    /** Then weighs clicks by what they are worth. */
    VAFT,
    /** Then learns preferences in the simulator. */
    DPO,
    /** Or is optimised there. */
    HEPO
  }

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description =
          "The generator's last stage, one of: ${COMPLETION-CANDIDATES}; those"
              + " before are trained too. A release serves the one that value.stage"
              + " of adlib.yaml says (default).")
  private @Nullable Last stage;

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
    if (stage != null && model != Model.GENERATOR && model != Model.FUSION) {
      throw new InputException(
          "--stage is of the generator's training", "leave it out, or train the generator");
    }
    super.run();
  }

  @Override
  List<? extends Stage> stages(Pipeline pipeline, Session session) {
    return switch (Objects.requireNonNull(model)) {
      case COLLABORATIVE -> List.of(pipeline.collaborative());
      case GENERATOR -> generator(pipeline, session);
      case RELEVANCE -> List.of(pipeline.relevance());
      case RANKER -> List.of(pipeline.encode(), pipeline.tokenize(), pipeline.ranker());
      case FUSION -> {
        List<Stage> stages = new ArrayList<>(generator(pipeline, session));
        stages.add(pipeline.fusion());
        yield stages;
      }
    };
  }

  private List<? extends Stage> generator(Pipeline pipeline, Session session) {
    List<Stage> stages = new ArrayList<>(List.of(pipeline.encode(), pipeline.tokenize()));
    Stage last =
        switch (stage) {
          case null -> pipeline.served(session);
          case MTP -> pipeline.generator();
          case VAFT -> pipeline.value(Level.VAFT);
          case DPO -> pipeline.value(Level.DPO);
          case HEPO -> pipeline.value(Level.HEPO);
        };
    if (session.config().train().thought()) {
      stages.add(pipeline.thoughts());
    }
    if (last != pipeline.generator()) {
      stages.addAll(List.of(pipeline.ranker(), pipeline.generator()));
    }
    if (last == pipeline.value(Level.DPO) || last == pipeline.value(Level.HEPO)) {
      stages.add(pipeline.value(Level.VAFT));
    }
    stages.add(last);
    return stages;
  }
}
