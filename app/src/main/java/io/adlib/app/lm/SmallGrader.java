package io.adlib.app.lm;

import io.adlib.core.ContentHash;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.infer.lm.CausalLm;
import io.adlib.infer.lm.Session;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.lm.Chat;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.learn.lm.tune.AdaptiveWeights;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.learn.lm.tune.LmTraining;
import io.adlib.learn.lm.tune.TuningOptions;
import io.adlib.llm.lexical.Words;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.Thresholds;
import io.adlib.llm.task.Grade;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * A small language model, made from nothing on the training rows, that reads query and title, and
 * which of the query's words the title has. Graded by the mean grade under its probabilities, with
 * cuts chosen on queries that it was not trained on. An interrupted run goes on.
 *
 * @param work checkpoints and models of the folds
 * @param epochs over the training rows
 */
public record SmallGrader(Path work, int epochs, Seed seed) implements Grader {

  private static final double CALIBRATION_SHARE = .15;
  private static final int TITLE = 110;
  private static final int LONGEST = 96;

  @Override
  public String name() {
    return "small model, trained on the folds";
  }

  @Override
  public int[] grade(List<Judgment> train, List<Judgment> test, Progress progress) {
    var learned = new ArrayList<Judgment>();
    var calibrated = new ArrayList<Judgment>();
    for (Judgment row : train) {
      double lot = seed.of("calibration").of(row.query()).generator().nextDouble();
      (lot < CALIBRATION_SHARE ? calibrated : learned).add(row);
    }
    var hash = new ContentHash().add(epochs).add(seed.value());
    learned.forEach(row -> hash.add(row.id()));
    Path folder = work.resolve("fold-" + hash.hex().substring(0, 12));
    List<ChatCorpus.Line> lines = learned.stream().map(SmallGrader::line).toList();
    var options =
        TuningOptions.fromNothing(TuningOptions.Size.TINY, AdaptiveWeights.UNIFORM).epochs(epochs);
    Path model = folder.resolve("model");
    if (LmTraining.run(lines, options, folder.resolve("checkpoints"), model, progress, seed)
        .isEmpty()) {
      throw new CancellationException();
    }
    try (LmFolder opened = LmFolder.open(model)) {
      var reader =
          new Reader(CausalLm.of(opened, KernelChoice.best()), new Chat(opened.tokenizer()));
      int[] truth = calibrated.stream().mapToInt(Judgment::grade).toArray();
      return Thresholds.fit(reader.scores(calibrated), truth).grades(reader.scores(test));
    }
  }

  private static ChatCorpus.Line line(Judgment row) {
    String grade = word(Grade.of(row.grade()));
    return new ChatCorpus.Line("relevance", row.query(), List.of(question(row)), grade);
  }

  private static String word(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  private static Chat.Message question(Judgment row) {
    String title = row.title().length() > TITLE ? row.title().substring(0, TITLE) : row.title();
    Set<String> known = new HashSet<>(Words.of(row.title()));
    Map<Boolean, String> found =
        Words.of(row.query()).stream()
            .collect(Collectors.partitioningBy(known::contains, Collectors.joining(" ")));
    return new Chat.Message(
        "user",
        "relevance\n%s\n%s\nfound: %s\nmissing: %s"
            .formatted(row.query(), title, found.get(true), found.get(false)));
  }

  /** Mean grades under a model's probabilities. */
  private record Reader(CausalLm model, Chat chat) {

    double[] scores(List<Judgment> rows) {
      return rows.stream().mapToDouble(this::score).toArray();
    }

    private double score(Judgment row) {
      int[] prompt = chat.prompt(List.of(question(row)));
      Session session = model.session(Math.min(model.shape().positions(), prompt.length + LONGEST));
      float[] next = session.read(prompt).clone();
      double sum = 0;
      double mass = 0;
      for (Grade grade : Grade.values()) {
        session.rewind(prompt.length);
        double logP = 0;
        for (double one : session.score(next, chat.answer(word(grade)))) {
          logP += one;
        }
        sum += Math.exp(logP) * grade.number();
        mass += Math.exp(logP);
      }
      return sum / Math.max(1e-30, mass);
    }
  }
}
