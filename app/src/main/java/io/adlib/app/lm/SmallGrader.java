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
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.Thresholds;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/**
 * The small language model that comes with Adlib, trained on over the training rows and asked as it
 * always is: query, which of its words the product says and which not, and the product. Graded by
 * the mean grade under its probabilities, with cuts chosen on queries that it was not trained on.
 * An interrupted run goes on.
 *
 * @param work checkpoints and models of the folds
 * @param epochs over the training rows
 */
public record SmallGrader(Path work, int epochs, Seed seed) implements Grader {

  private static final double CALIBRATION_SHARE = .15;
  private static final int LONGEST = 384;
  private static final int LONGEST_GRADE = 16;
  private static final double RATE = 1e-3;

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
    var hash = new ContentHash().add(EmbeddedModel.hash()).add(epochs).add(seed.value());
    learned.forEach(row -> hash.add(row.id()));
    Path folder = work.resolve("fold-" + hash.hex().substring(0, 12));
    List<ChatCorpus.Line> lines = learned.stream().map(SmallGrader::line).toList();
    Path base = folder.resolve("base");
    EmbeddedModel.unpack(base);
    var options =
        TuningOptions.from(base, AdaptiveWeights.UNIFORM)
            .epochs(epochs)
            .rate(RATE)
            .longest(LONGEST);
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
    Draft draft = Draft.of(new RelevanceTask(), row.pair(), DemoCorpus.LIMITS);
    return new Chat.Message("user", CompactTasks.of(draft.prompt()).orElseThrow().text());
  }

  /** Mean grades under a model's probabilities. */
  private record Reader(CausalLm model, Chat chat) {

    double[] scores(List<Judgment> rows) {
      return rows.stream().mapToDouble(this::score).toArray();
    }

    private double score(Judgment row) {
      int[] prompt = chat.prompt(List.of(question(row)));
      Session session =
          model.session(Math.min(model.shape().positions(), prompt.length + LONGEST_GRADE));
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
