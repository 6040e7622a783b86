package io.adlib.learn.reproduce;

import io.adlib.core.CorruptException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.Top;
import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorBeam;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorScorer;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import io.adlib.learn.training.Validation;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well a generator trained on one set of semantic IDs finds the next item.
 *
 * @param validation with seen items masked, on the validation cases that the training looked at
 * @param masked on test
 * @param unmasked on test
 */
record GeneratorRecall(Top validation, Top masked, Top unmasked) {

  private static final String FILE = "recall.txt";
  private static final int HISTORY = 50;
  private static final int BEAM = 20;
  private static final int BATCH = 128;
  private static final int WARM_UP = 100;
  private static final int VALIDATION_CASES = 2000;

  /**
   * The narrow generator, the same for every set of IDs.
   *
   * @param epochs passes over the training sequences
   * @param budget at most so much time
   */
  record Settings(int epochs, Duration budget) {

    /** An equal share of the time for each. */
    static Settings of(AlignmentReproduction.Options options) {
      int trainings = options.seeds() * AlignmentRecipe.values().length;
      boolean bound = options.budget().compareTo(TrainingConfig.NO_LIMIT) < 0;
      return new Settings(
          options.epochs(), bound ? options.budget().dividedBy(trainings) : options.budget());
    }
  }

  /**
   * Trains a generator and ranks test, or reads what an earlier run found in the folder.
   *
   * @return nothing if the thread was interrupted
   */
  static Optional<GeneratorRecall> of(
      SemanticIds ids,
      LeaveOneOut split,
      Settings settings,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      return Optional.of(load(file));
    }
    GeneratorConfig config = GeneratorConfig.forData(ids, HISTORY, 0);
    Trie trie = Trie.of(ids);
    var sequences =
        Arrays.stream(split.train())
            .flatMap(s -> TrainingSequence.ofItems(s, ids, config.shape()).stream())
            .toList();
    LeaveOneOut.Cases valid = split.validation().thinnedTo(VALIDATION_CASES);
    try (var model = new Generator(config.shape(), seed)) {
      var trainee =
          new GeneratorTraining(
              model, sequences, ids, trie, config.regularisation(), now -> Validation.of(0));
      TrainingConfig training = lean(config.training(), settings);
      if (Training.run(trainee, training, folder, progress, seed, clock).end() == End.INTERRUPTED) {
        return Optional.empty();
      }
      FullRanking validation = ranked(model, ids, trie, BEAM, valid, progress);
      FullRanking test = ranked(model, ids, trie, BEAM, split.test(), progress);
      var recall =
          new GeneratorRecall(
              validation.masked().top(), test.masked().top(), test.unmasked().top());
      recall.save(file);
      return Optional.of(recall);
    }
  }

  /** Larger steps than the narrow preset has; the last weights are taken, whatever the IDs. */
  private static TrainingConfig lean(TrainingConfig preset, Settings settings) {
    return new TrainingConfig(
        BATCH,
        settings.epochs(),
        preset.rate(),
        preset.finalShare(),
        WARM_UP,
        preset.maxNorm(),
        preset.adamw(),
        settings.epochs(),
        1,
        preset.checkpointEvery(),
        settings.budget());
  }

  private static FullRanking ranked(
      Generator model,
      SemanticIds ids,
      Trie trie,
      int beam,
      LeaveOneOut.Cases cases,
      Progress progress) {
    var scorer = new GeneratorScorer(new GeneratorBeam(model, trie, beam), ids, model.shape());
    return FullRanking.of(scorer, cases, progress);
  }

  private void save(Path file) {
    var text = new StringBuilder();
    Map.of("validation", validation, "masked", masked, "unmasked", unmasked)
        .forEach(
            (name, top) ->
                text.append(
                    "%s %s %s %s %s%n".formatted(name, top.r5(), top.n5(), top.r10(), top.n10())));
    AtomicFiles.write(file, text.toString());
  }

  private static GeneratorRecall load(Path file) {
    var tops = new TreeMap<String, Top>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] part = line.split(" ");
        tops.put(
            part[0],
            new Top(
                Double.parseDouble(part[1]),
                Double.parseDouble(part[2]),
                Double.parseDouble(part[3]),
                Double.parseDouble(part[4])));
      }
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw damaged(file);
    }
    if (!tops.keySet().equals(java.util.Set.of("validation", "masked", "unmasked"))) {
      throw damaged(file);
    }
    return new GeneratorRecall(top(tops, "validation"), top(tops, "masked"), top(tops, "unmasked"));
  }

  private static Top top(Map<String, Top> tops, String name) {
    return java.util.Objects.requireNonNull(tops.get(name));
  }

  private static CorruptException damaged(Path file) {
    return new CorruptException(file + " is damaged", "remove it: the test is then ranked again");
  }
}
