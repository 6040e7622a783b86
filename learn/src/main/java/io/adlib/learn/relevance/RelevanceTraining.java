package io.adlib.learn.relevance;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Kappa;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RatedPairs.Row;
import io.adlib.sid.relevance.RelevanceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains a relevance model: how much its weights are held back is chosen on queries held out, fold
 * by fold, and the figure told is of the same folds; then it is fitted to all.
 */
public final class RelevanceTraining {

  private static final int FOLDS = 5;
  private static final List<CumulativeOdds> CHOICES =
      List.of(
          new CumulativeOdds(.1, 1),
          new CumulativeOdds(.3, 4),
          new CumulativeOdds(1, 20),
          new CumulativeOdds(1, 1e6));

  private RelevanceTraining() {}

  /**
   * What came of it.
   *
   * @param pairs learnt from
   * @param queries among them
   * @param kappa quadratic weighted kappa of rounded mean grades with the pairs' own, on queries
   *     held out; 0 with fewer than five queries, when nothing is held out
   */
  public record Trained(RelevanceModel model, int pairs, int queries, double kappa) {}

  /**
   * Trains.
   *
   * @param rows at least one
   */
  public static Trained train(List<Row> rows, Lexicon lexicon, Seed seed, Progress progress) {
    Map<String, Integer> fold = folds(rows, seed);
    CumulativeOdds best = CHOICES.getLast();
    double kappa = 0;
    if (fold.size() >= FOLDS) {
      try (Progress.Task task = progress.start("train relevance", CHOICES.size())) {
        kappa = Double.NEGATIVE_INFINITY;
        for (CumulativeOdds choice : CHOICES) {
          double found = heldOut(rows, lexicon, fold, choice);
          if (found > kappa) {
            kappa = found;
            best = choice;
          }
          task.advance(1);
        }
      }
    }
    return new Trained(best.fit(rows, lexicon), rows.size(), fold.size(), kappa);
  }

  /** Each query's fold, by lot, all as large. */
  private static Map<String, Integer> folds(List<Row> rows, Seed seed) {
    var queries = new ArrayList<>(rows.stream().map(Row::query).distinct().sorted().toList());
    java.util.Collections.shuffle(queries, java.util.Random.from(seed.of("folds").generator()));
    Map<String, Integer> fold = new HashMap<>();
    queries.forEach(query -> fold.put(query, fold.size() % FOLDS));
    return fold;
  }

  private static double heldOut(
      List<Row> rows, Lexicon lexicon, Map<String, Integer> fold, CumulativeOdds choice) {
    int[] truth_N = rows.stream().mapToInt(Row::grade).toArray();
    int[] guess_N = new int[truth_N.length];
    for (int f = 0; f < FOLDS; f++) {
      int held = f;
      List<Row> others =
          rows.stream().filter(row -> fold.getOrDefault(row.query(), 0) != held).toList();
      RelevanceModel model = choice.fit(others, lexicon);
      for (int i = 0; i < guess_N.length; i++) {
        if (fold.getOrDefault(rows.get(i).query(), 0) == held) {
          guess_N[i] = (int) Math.round(CumulativeOdds.grade(model, rows.get(i)));
        }
      }
    }
    return Kappa.quadratic(truth_N, guess_N, RelevanceModel.LEAST, RelevanceModel.MOST);
  }
}
