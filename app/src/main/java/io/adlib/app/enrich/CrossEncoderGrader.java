package io.adlib.app.enrich;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.encode.text.MiniLmWeights;
import io.adlib.encode.text.TokenPair;
import io.adlib.learn.crossencoder.BertShape;
import io.adlib.learn.crossencoder.CrossEncoder;
import io.adlib.learn.crossencoder.CrossEncoderTraining;
import io.adlib.learn.crossencoder.GradedPair;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * A pretrained encoder that reads query and title together, fine-tuned on the training rows but
 * those of some queries held out; on these it is stopped, and the cuts of its grades are chosen. An
 * interrupted run goes on; a fold that is done leaves its grades and no checkpoints.
 *
 * @param work a folder for each fold
 * @param epochs over the training rows
 */
record CrossEncoderGrader(Path work, int epochs, Seed seed) implements Grader {

  private static final double HELD_SHARE = .15;
  private static final int LONGEST = 32;
  private static final int THREADS = 1;
  private static final String GRADES = "grades.txt";
  private static final String CHECKPOINTS = "checkpoints";

  @Override
  public String name() {
    return "cross-encoder";
  }

  @Override
  public int[] grade(List<Judgment> train, List<Judgment> test, Progress progress) {
    Path folder = folder(train, test);
    Path done = folder.resolve(GRADES);
    if (!Files.exists(done)) {
      int[] grades = learn(train, test, folder.resolve(CHECKPOINTS), progress);
      String lines = Arrays.stream(grades).mapToObj(Integer::toString).collect(joining("\n"));
      AtomicFiles.write(done, lines + "\n");
    }
    AtomicFiles.deleteTree(folder.resolve(CHECKPOINTS));
    return read(done, test.size());
  }

  private int[] learn(
      List<Judgment> train, List<Judgment> test, Path checkpoints, Progress progress) {
    Map<Boolean, List<Judgment>> isHeld =
        train.stream().collect(partitioningBy(row -> lot(row.query()) < HELD_SHARE));
    List<Judgment> learned = isHeld.getOrDefault(false, List.of());
    List<Judgment> held = isHeld.getOrDefault(true, List.of());
    if (learned.isEmpty() || held.isEmpty()) {
      throw new InputException(
          "too few queries to hold some out of the training", "give judgments of more queries");
    }
    Torch.start(THREADS);
    try (CrossEncoder model =
        CrossEncoder.of(BertShape.MINI_LM, MiniLmWeights.read(), seed.of("weights"))) {
      var training =
          new CrossEncoderTraining(model, graded(learned), graded(held), Precision.BFLOAT16);
      TrainingConfig config = CrossEncoderTraining.config(epochs);
      if (training.run(config, checkpoints, progress, seed.of("training")).end()
          == TrainingResult.End.INTERRUPTED) {
        throw new CancellationException();
      }
      int[] truth = held.stream().mapToInt(Judgment::grade).toArray();
      return Thresholds.fit(model.grades(pairs(held)), truth).grades(model.grades(pairs(test)));
    }
  }

  private double lot(String query) {
    return seed.of("held").of(query).generator().nextDouble();
  }

  private static int[] read(Path file, int rows) {
    try {
      int[] grades = Files.readAllLines(file).stream().mapToInt(Integer::parseInt).toArray();
      if (grades.length == rows) {
        return grades;
      }
    } catch (IOException | NumberFormatException e) {
      throw new CorruptException(file + " is no list of grades", "remove it", e);
    }
    throw new CorruptException(file + " has not a grade for each of " + rows, "remove it");
  }

  private Path folder(List<Judgment> train, List<Judgment> test) {
    var hash = new ContentHash().add(epochs).add(seed.value());
    train.forEach(row -> hash.add(row.toString()));
    hash.add(train.size());
    test.forEach(row -> hash.add(row.toString()));
    return work.resolve("fold-" + hash.hex().substring(0, 12));
  }

  private static List<TokenPair> pairs(List<Judgment> rows) {
    return MiniLmWeights.pairs(
        rows.stream().map(Judgment::query).toList(),
        rows.stream().map(Judgment::title).toList(),
        LONGEST);
  }

  private static List<GradedPair> graded(List<Judgment> rows) {
    List<TokenPair> pairs = pairs(rows);
    return IntStream.range(0, rows.size())
        .mapToObj(i -> new GradedPair(pairs.get(i), rows.get(i).grade()))
        .toList();
  }
}
