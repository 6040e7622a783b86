package io.adlib.learn.tiger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GivenGradients;
import io.adlib.learn.torch.GradientCheck;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TigerTest {

  private static final int ITEMS = 30;
  private static final int DEPTH = 3;
  private static final int CODES = 5;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Item 17 is 2, 2, 1: some prefixes have one child, others several. */
  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * DEPTH];
    for (int item = 0; item < ITEMS; item++) {
      codes[item * DEPTH] = (short) (item % CODES);
      codes[item * DEPTH + 1] = (short) (item / CODES % 3);
      codes[item * DEPTH + 2] = (short) (item / (CODES * 3));
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();
    return new SemanticIds(names, DEPTH, CODES, codes);
  }

  private static TigerConfig config(int epochs) {
    return config(epochs, 16, 1);
  }

  private static TigerConfig config(int epochs, int width, int layers) {
    var training =
        new TrainingConfig(
            10,
            epochs,
            .003,
            .05,
            10,
            1,
            new AdamW.Settings(.9, .99, 1e-8, 0),
            epochs,
            9,
            1000,
            TrainingConfig.NO_LIMIT);
    return new TigerConfig(
        DEPTH, CODES, width, 2, layers, 24, 12, 6, 0, Precision.FLOAT32, training, 10, 100);
  }

  private static int next(int item) {
    return (item + 7) % ITEMS;
  }

  private Tiger trained(String name, long seed, TigerConfig config) {
    int[][] sequences = new int[ITEMS][4];
    for (int u = 0; u < sequences.length; u++) {
      sequences[u][0] = u % ITEMS;
      for (int t = 1; t < 4; t++) {
        sequences[u][t] = next(sequences[u][t - 1]);
      }
    }
    var model = new Tiger(config, new Seed(seed));
    Training.run(
        new TigerTraining(model, sequences, ids(), _ -> 0),
        model.config().training(),
        folder.resolve(name),
        Progress.SILENT,
        new Seed(seed),
        InstantSource.fixed(Instant.EPOCH));
    return model;
  }

  @Test
  void itSpellsTheNextItemOfACycle() {
    SemanticIds ids = ids();
    try (Tiger model = trained("learned", 1, config(100, 32, 2))) {
      float[][] scores = new float[ITEMS][ITEMS];
      int[][] histories =
          IntStream.range(0, ITEMS).mapToObj(item -> new int[] {item}).toArray(int[][]::new);
      new TigerScorer(new TigerBeam(model, ids, Trie.of(ids), 8)).score(histories, scores);
      for (int item = 0; item < ITEMS; item++) {
        float[] mine = scores[item];
        int best = IntStream.range(0, ITEMS).reduce(0, (a, b) -> mine[b] > mine[a] ? b : a);
        assertThat(best).as("after " + item).isEqualTo(next(item));
      }
    }
  }

  @Test
  void theSeedDecidesTheResult() {
    try (Tiger a = trained("a", 1, config(2));
        Tiger b = trained("b", 1, config(2));
        Tiger c = trained("c", 2, config(2))) {
      float[] first = a.parameters().get("embed").floats();
      assertThat(b.parameters().get("embed").floats()).isEqualTo(first);
      assertThat(c.parameters().get("embed").floats()).isNotEqualTo(first);
    }
  }

  @Test
  void oneEncodingServesEveryTargetAsEncodingsOfTheirOwnWould() {
    SemanticIds ids = ids();
    List<int[]> windows = List.of(new int[] {3, 8}, new int[] {4, 9, 2}, new int[] {1, 7, 7, 20});
    try (var model = new Tiger(config(1), new Seed(5))) {
      var training = new TigerTraining(model, windows.toArray(int[][]::new), ids, _ -> 0);
      Map<String, float[]> fast = new TreeMap<>();
      double loss =
          Torch.step(
              () -> {
                var gradients = new GivenGradients();
                double found = training.loss(windows, Dropout.NONE, gradients);
                gradients.backward();
                model.parameters().byName().forEach((n, w) -> fast.put(n, w.gradient().floats()));
                return found;
              });
      model.parameters().clearGradients();
      Torch.step(
          () -> {
            Tensor naive = oneByOne(model, ids, windows);
            assertThat(loss).isCloseTo(naive.item(), within(1e-5));
            naive.backward();
            model
                .parameters()
                .byName()
                .forEach(
                    (name, weight) ->
                        assertThat(fast.get(name))
                            .as(name)
                            .containsExactly(weight.gradient().floats(), within(1e-5f)));
          });
    }
  }

  @Test
  void gradientsReachEveryWeight() {
    SemanticIds ids = ids();
    List<int[]> windows = List.of(new int[] {4, 9, 2}, new int[] {1, 7, 11, 20});
    try (var model = new Tiger(config(1), new Seed(6))) {
      GradientCheck.check(model.parameters(), () -> oneByOne(model, ids, windows));
    }
  }

  /** The loss by autograd, each target from an encoding of just its own history. */
  private static Tensor oneByOne(Tiger model, SemanticIds ids, List<int[]> windows) {
    var parts = new ArrayList<Tensor>();
    for (int[] window : windows) {
      for (int t = 1; t < window.length; t++) {
        int[] read = tokens(model, ids, Arrays.copyOf(window, t));
        int[] said = tokens(model, ids, new int[] {window[t]});
        var packing = new Packing(new int[] {read.length});
        Tensor encoded = model.encode(read, packing, Precision.FLOAT32, Dropout.NONE);
        int[] heard = new int[DEPTH];
        System.arraycopy(said, 0, heard, 1, DEPTH - 1);
        var memory = new Memory(model, encoded, new int[] {0}, new int[] {read.length});
        Tensor h = model.decode(heard, DEPTH, memory, Precision.FLOAT32, Dropout.NONE);
        for (int level = 0; level < DEPTH; level++) {
          Tensor logP =
              h.narrow(0, level, 1).matmul(model.codes(level).transpose(0, 1)).logSoftmax();
          parts.add(logP.narrow(1, ids.code(window[t], level), 1));
        }
      }
    }
    int targets = parts.size() / DEPTH;
    return Tensor.concat(0, parts.toArray(Tensor[]::new)).sum().mul(-1.0 / targets);
  }

  private static int[] tokens(Tiger model, SemanticIds ids, int[] items) {
    return Arrays.stream(items)
        .flatMap(item -> IntStream.range(0, DEPTH).map(l -> model.token(l, ids.code(item, l))))
        .toArray();
  }

  @Test
  void aWideBeamHoldsAllProbabilityAndANarrowOneItsBest() {
    SemanticIds ids = ids();
    Trie trie = Trie.of(ids, IntStream.range(0, ITEMS).filter(item -> item != 11));
    List<int[]> histories =
        List.of(new int[] {1, 2, 3}, new int[] {9}, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    try (Tiger model = trained("beam", 3, config(3))) {
      var all = new TigerBeam(model, ids, trie, ITEMS).search(histories);
      var few = new TigerBeam(model, ids, trie, 15).search(histories);
      for (int b = 0; b < histories.size(); b++) {
        TigerBeam.Found mine = all.get(b);
        assertThat(mine.item_K()).hasSize(ITEMS - 1).doesNotContain(11);
        double sum = 0;
        for (float logP : mine.logP_K()) {
          sum += Math.exp(logP);
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(few.get(b).item_K()[0]).isEqualTo(mine.item_K()[0]);
        var alone = new TigerBeam(model, ids, trie, ITEMS).search(List.of(histories.get(b)));
        assertThat(alone.getFirst().item_K()).containsExactly(mine.item_K());
        assertThat(alone.getFirst().logP_K()).containsExactly(mine.logP_K(), within(1e-4f));
      }
    }
  }

  @Test
  void bucketsTellNearPlacesApartAndFarOnesByTheirLogarithm() {
    try (var model = new Tiger(config(1), new Seed(1))) {
      int[] bucket = IntStream.rangeClosed(-2, 17).map(model::bucket).toArray();
      assertThat(bucket).startsWith(1, 0, 2, 3, 4, 5, 6).isNotEmpty();
      for (int i = 3; i < bucket.length; i++) {
        assertThat(bucket[i]).isBetween(bucket[i - 1], config(1).buckets() - 1);
      }
    }
  }

  @Test
  void sequencesThatTeachNothingAreAnError() {
    try (var model = new Tiger(config(1), new Seed(1))) {
      assertThatThrownBy(() -> new TigerTraining(model, new int[][] {{1}}, ids(), _ -> 0))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("nothing to train on");
    }
  }
}
