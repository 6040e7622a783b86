package io.adlib.learn.lightgcn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightGcnTest {

  private static final int CLUSTERS = 4;
  private static final int ITEMS = 60;
  private static final int USERS = 120;

  @TempDir Path folder;

  /** Grows with each validation, so that the last weights are the best. */
  private int validations;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Property(tries = 60)
  void smoothingIsThatOfTheDenseMatrix(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int users,
      @ForAll @IntRange(min = 1, max = 7) int items,
      @ForAll @IntRange(max = 4) int layers) {
    RandomGenerator random = new Seed(seed).generator();
    int[][] sequences = new int[users][];
    for (int u = 0; u < users; u++) {
      sequences[u] =
          IntStream.range(0, random.nextInt(6)).map(_ -> random.nextInt(items)).toArray();
    }
    int d = 3;
    float[] x = new float[(users + items) * d];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] smoothed = new BipartiteGraph(sequences, items).smooth(x, layers);
    double[] dense = dense(sequences, items, x, d, layers);
    for (int i = 0; i < x.length; i++) {
      assertThat((double) smoothed[i]).isCloseTo(dense[i], within(1e-5));
    }
  }

  /** The mean of x, Ax, A²x, …, with A as a matrix and no thought for speed. */
  private static double[] dense(int[][] sequences, int items, float[] x, int d, int layers) {
    int v = sequences.length + items;
    double[][] adjacent = new double[v][v];
    for (int u = 0; u < sequences.length; u++) {
      for (int item : sequences[u]) {
        adjacent[u][sequences.length + item] = 1;
        adjacent[sequences.length + item][u] = 1;
      }
    }
    double[] degree = Arrays.stream(adjacent).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
    double[] layer = IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    double[] sum = layer.clone();
    for (int k = 0; k < layers; k++) {
      double[] next = new double[x.length];
      for (int a = 0; a < v; a++) {
        for (int b = 0; b < v; b++) {
          for (int i = 0; i < d && adjacent[a][b] > 0; i++) {
            next[a * d + i] += layer[b * d + i] / Math.sqrt(degree[a] * degree[b]);
          }
        }
      }
      layer = next;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += next[i];
      }
    }
    return Arrays.stream(sum).map(s -> s / (layers + 1)).toArray();
  }

  @Property(tries = 40)
  void everyEdgeLeadsBackToItsUser(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    int[][] sequences = new int[8][];
    for (int u = 0; u < 8; u++) {
      sequences[u] = IntStream.range(0, random.nextInt(4)).map(_ -> random.nextInt(5)).toArray();
    }
    var graph = new BipartiteGraph(sequences, 5);
    int expected =
        Arrays.stream(sequences).mapToInt(s -> (int) Arrays.stream(s).distinct().count()).sum();
    assertThat(graph.edges()).isEqualTo(expected);
    for (int e = 0; e < graph.edges(); e++) {
      int item = graph.item(e) - 8;
      assertThat(sequences[graph.user(e)]).contains(item);
      assertThat(graph.connected(graph.user(e), graph.item(e))).isTrue();
    }
  }

  @Test
  void itsGradientAgreesWithFiniteDifferences() {
    int[][] sequences = {{0, 1, 2}, {1, 3}, {2, 4, 5}, {0, 5}};
    var graph = new BipartiteGraph(sequences, 6);
    int[] batch = IntStream.range(0, graph.edges()).toArray();
    var config = new LightGcnConfig(4, 2, .1);
    try (var model = new LightGcn(graph, config, new Seed(3))) {
      float[] start = new float[graph.nodes() * 4];
      RandomGenerator random = new Seed(4).generator();
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) random.nextGaussian();
      }
      model.parameters().set("node", start);
      var training = new LightGcnTraining(model, _ -> 0);
      training.gradients(batch, new Seed(5));
      float[] gradient = Torch.step(() -> model.parameters().get("node").gradient().floats());
      for (int i = 0; i < start.length; i++) {
        double slope =
            (loss(model, training, batch, start, i, 1e-2f)
                    - loss(model, training, batch, start, i, -1e-2f))
                / 2e-2;
        assertThat((double) gradient[i]).as("weight " + i).isCloseTo(slope, within(2e-4));
      }
    }
  }

  private static double loss(
      LightGcn model, LightGcnTraining training, int[] batch, float[] start, int at, float step) {
    float[] moved = start.clone();
    moved[at] += step;
    model.parameters().set("node", moved);
    return training.gradients(batch, new Seed(5)).loss();
  }

  @Test
  void itFindsThePlantedClustersAmongItemsThatUsersDidNotTakeYet() {
    int[][] sequences = sequences();
    try (var model = train("clusters", sequences, 1, 40)) {
      float[][] scores = new float[USERS][ITEMS];
      new LightGcnScorer(model).score(sequences, scores);
      int right = 0;
      for (int u = 0; u < USERS; u++) {
        right += bestUnseen(scores[u], sequences[u]) % CLUSTERS == u % CLUSTERS ? 1 : 0;
      }
      assertThat(right).isGreaterThanOrEqualTo(USERS - 2);
    }
  }

  private static int bestUnseen(float[] scores, int[] seen) {
    int best = -1;
    for (int i = 0; i < ITEMS; i++) {
      int item = i;
      if (Arrays.stream(seen).noneMatch(s -> s == item) && (best < 0 || scores[i] > scores[best])) {
        best = i;
      }
    }
    return best;
  }

  @Test
  void theSeedDecidesTheResult() {
    int[][] sequences = sequences();
    float[] first = items("a", sequences, 1);
    assertThat(items("b", sequences, 1)).isEqualTo(first);
    assertThat(items("c", sequences, 2)).isNotEqualTo(first);
  }

  @Test
  void anInterruptedTrainingGoesOnToTheSameVectors() {
    int[][] sequences = sequences();
    float[] whole = items("whole", sequences, 1);
    var graph = new BipartiteGraph(sequences, ITEMS);
    try (var model = new LightGcn(graph, config(), new Seed(1))) {
      var stopping =
          new LightGcnTraining(
              model,
              _ -> {
                Thread.currentThread().interrupt();
                return ++validations;
              });
      assertThat(run(stopping, "halves", 1, 3).end()).isEqualTo(TrainingResult.End.INTERRUPTED);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(items("halves", sequences, 1)).isEqualTo(whole);
  }

  @Test
  void withoutEdgesThereIsNothingToTrain() {
    var graph = new BipartiteGraph(new int[][] {{}, {}}, 3);
    try (var model = new LightGcn(graph, config(), new Seed(1))) {
      assertThatThrownBy(() -> new LightGcnTraining(model, _ -> 0))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("LightGCN");
    }
  }

  private float[] items(String name, int[][] sequences, long seed) {
    try (var model = train(name, sequences, seed, 3)) {
      return model.items_ND();
    }
  }

  private LightGcn train(String name, int[][] sequences, long seed, int epochs) {
    var model = new LightGcn(new BipartiteGraph(sequences, ITEMS), config(), new Seed(seed));
    run(new LightGcnTraining(model, _ -> ++validations), name, seed, epochs);
    return model;
  }

  private static LightGcnConfig config() {
    return new LightGcnConfig(8, 3, 1e-4);
  }

  private TrainingResult run(LightGcnTraining training, String name, long seed, int epochs) {
    var config =
        new TrainingConfig(
            128,
            epochs,
            .02,
            .1,
            5,
            5,
            new AdamW.Settings(.9, .999, 1e-8, 0),
            1,
            99,
            1000,
            TrainingConfig.NO_LIMIT);
    return Training.run(
        training,
        config,
        folder.resolve(name),
        Progress.SILENT,
        new Seed(seed),
        InstantSource.fixed(Instant.EPOCH));
  }

  /** Each user takes six items of a cluster of fifteen. */
  private static int[][] sequences() {
    RandomGenerator random = new Seed(11).generator();
    int[][] sequences = new int[USERS][6];
    for (int u = 0; u < USERS; u++) {
      for (int t = 0; t < 6; t++) {
        sequences[u][t] = u % CLUSTERS + CLUSTERS * random.nextInt(ITEMS / CLUSTERS);
      }
    }
    return sequences;
  }
}
