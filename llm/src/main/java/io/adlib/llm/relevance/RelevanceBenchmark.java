package io.adlib.llm.relevance;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.metrics.Kappa;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Quadratic weighted kappa of graders on queries they have not seen: queries are dealt into folds
 * by lot, each fold is graded by what was calibrated on the others, and kappa is of all grades
 * together. Its 95 % interval is a bootstrap over queries.
 */
public final class RelevanceBenchmark {

  private static final int FOLDS = 5;
  private static final int REPLICATES = 1000;

  private final List<Judgment> rows;
  private final Seed seed;
  private final Map<String, Integer> foldOfQuery;

  /**
   * One grader's result.
   *
   * @param grader its name
   * @param rows graded
   * @param queries graded
   * @param kappa with its interval over queries
   * @param exact share of rows with the very grade
   */
  public record Row(String grader, int rows, int queries, Interval kappa, double exact) {}

  /** The rows and the seed of the folds. */
  public RelevanceBenchmark(List<Judgment> rows, Seed seed) {
    this.rows = List.copyOf(rows);
    this.seed = seed;
    var queries = new ArrayList<>(new LinkedHashSet<>(rows.stream().map(Judgment::query).toList()));
    if (queries.size() < FOLDS) {
      throw new InputException(
          "there are only " + queries.size() + " queries", "give at least " + FOLDS);
    }
    Collections.shuffle(queries, Random.from(seed.of("folds").generator()));
    foldOfQuery =
        java.util.stream.IntStream.range(0, queries.size())
            .boxed()
            .collect(Collectors.toMap(queries::get, i -> i % FOLDS));
  }

  /** Grades every row by what was calibrated on other queries. */
  public Row run(Grader grader, Progress progress) {
    int[] guess_N = new int[rows.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      var train = new ArrayList<Judgment>();
      var test = new ArrayList<Judgment>();
      var places = new ArrayList<Integer>();
      for (int i = 0; i < rows.size(); i++) {
        if (foldOfQuery.getOrDefault(rows.get(i).query(), 0) == fold) {
          test.add(rows.get(i));
          places.add(i);
        } else {
          train.add(rows.get(i));
        }
      }
      int[] grades = grader.grade(train, test, progress);
      for (int i = 0; i < grades.length; i++) {
        guess_N[places.get(i)] = grades[i];
      }
    }
    return row(grader.name(), rows, guess_N, seed);
  }

  /** The result of grades given to some rows. */
  public static Row row(String name, List<Judgment> rows, int[] guess_N, Seed seed) {
    Map<String, List<Integer>> byQuery = new java.util.LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      byQuery.computeIfAbsent(rows.get(i).query(), _ -> new ArrayList<>()).add(i);
    }
    int[] truth_N = rows.stream().mapToInt(Judgment::grade).toArray();
    Function<List<Integer>, Double> kappa =
        places ->
            Kappa.quadratic(
                places.stream().mapToInt(i -> truth_N[i]).toArray(),
                places.stream().mapToInt(i -> guess_N[i]).toArray(),
                1,
                4);
    List<List<Integer>> groups = List.copyOf(byQuery.values());
    RandomGenerator random = seed.of("bootstrap").generator();
    double[] replicates = new double[REPLICATES];
    for (int r = 0; r < REPLICATES; r++) {
      var drawn = new ArrayList<Integer>();
      for (int q = 0; q < groups.size(); q++) {
        drawn.addAll(groups.get(random.nextInt(groups.size())));
      }
      replicates[r] = kappa.apply(drawn);
    }
    Arrays.sort(replicates);
    List<Integer> all = java.util.stream.IntStream.range(0, rows.size()).boxed().toList();
    var interval =
        new Interval(
            kappa.apply(all),
            replicates[REPLICATES / 40],
            replicates[REPLICATES - 1 - REPLICATES / 40]);
    double exact =
        all.stream().filter(i -> truth_N[i] == guess_N[i]).count() / (double) rows.size();
    return new Row(name, rows.size(), groups.size(), interval, exact);
  }
}
