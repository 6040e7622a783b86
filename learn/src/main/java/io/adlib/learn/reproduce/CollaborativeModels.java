package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.learn.alignment.CollaborativeSource;
import io.adlib.learn.alignment.CollaborativeTraining;
import io.adlib.learn.alignment.CollaborativeVectors;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The three collaborative models of one dataset, trained on its train part alone. */
final class CollaborativeModels {

  private static final int VALIDATION_CASES = 3000;

  private final LeaveOneOut split;
  private final CollaborativeTraining training;
  private final Progress progress;
  private final Map<CollaborativeSource, CollaborativeVectors> vectors =
      new EnumMap<>(CollaborativeSource.class);
  private final List<AlignmentReport.Collaborative> recalls = new ArrayList<>();

  CollaborativeModels(
      SequentialDataset data, Path work, Progress progress, Seed root, InstantSource clock) {
    split = data.split();
    this.progress = progress;
    LeaveOneOut.Cases valid = split.validation().thinnedTo(VALIDATION_CASES);
    training =
        new CollaborativeTraining(
            split.train(),
            data.itemCount(),
            scorer -> FullRanking.of(scorer, valid).masked().top().n10(),
            TrainingConfig.NO_LIMIT,
            work.resolve("collaborative-" + root.value()),
            progress,
            root.of("collaborative"),
            clock);
  }

  /** Trains all, or goes on training. */
  void trainAll() {
    for (CollaborativeSource source : CollaborativeSource.values()) {
      vectors.put(
          source,
          AlignmentReproduction.unlessInterrupted(
              training.run(source, scorer -> rank(source, scorer))));
    }
  }

  private void rank(CollaborativeSource source, SequentialScorer scorer) {
    var test = FullRanking.of(scorer, split.test(), progress).masked().top();
    recalls.add(new AlignmentReport.Collaborative(source.key(), test));
  }

  CollaborativeVectors vectors(CollaborativeSource source) {
    return Objects.requireNonNull(vectors.get(source));
  }

  List<AlignmentReport.Collaborative> recalls() {
    return recalls;
  }
}
