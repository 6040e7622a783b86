package io.adlib.infer.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.lm.Experts;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.lm.LmShape;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.simd.VectorKernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CausalLmTest {

  private static final Kernels KERNELS = new VectorKernels();
  private static final LmShape DENSE = LmShape.small(50, 24, 2, 6, 2, 40, 200);
  private static final LmShape SPARSE =
      new LmShape(
          "qwen3_moe",
          50,
          24,
          2,
          6,
          2,
          4,
          40,
          200,
          1e4,
          1e-6,
          false,
          true,
          Optional.of(new Experts(4, 2, 10, true, 6, 1, Set.of(), .01)));

  @TempDir private Path folder;

  private CausalLm model(LmShape shape, Kernels kernels) {
    return model(shape, kernels, Dtype.F32);
  }

  private CausalLm model(LmShape shape, Kernels kernels, Dtype dtype) {
    LmFolderWriter.whole(shape, Set.of(), Optional.empty(), dtype)
        .write(folder, name -> weights(shape, name, 1));
    return CausalLm.open(folder, kernels);
  }

  private static float[] weights(LmShape shape, String name, double scale) {
    int size = (int) Arrays.stream(shape.tensors().get(name)).reduce(1, (a, b) -> a * b);
    var random = new Seed(5).of(name).generator();
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          (float)
              (name.contains("norm")
                  ? 1 + .1 * random.nextGaussian()
                  : .3 * scale * random.nextGaussian());
    }
    return values;
  }

  private static int[] text(int length) {
    return new Seed(9).generator().ints(length, 0, 50).toArray();
  }

  @Test
  void aTokenAtATimeIsTheSameAsAllAtOnce() {
    for (LmShape shape : new LmShape[] {DENSE, SPARSE}) {
      CausalLm model = model(shape, KERNELS);
      int[] text = text(150);
      float[] whole = model.session(200).read(text).clone();
      Session session = model.session(200);
      float[] last = {};
      for (int token : text) {
        last = session.read(token);
      }
      close(last, whole);
    }
  }

  @Test
  void bothKernelsAgree() {
    for (LmShape shape : new LmShape[] {DENSE, SPARSE}) {
      for (Dtype dtype : new Dtype[] {Dtype.F32, Dtype.BF16}) {
        float[] fast = model(shape, KERNELS, dtype).session(100).read(text(70));
        float[] plain = model(shape, new ScalarKernels(), dtype).session(100).read(text(70));
        close(fast, plain);
      }
    }
  }

  @Test
  void halfTheMemoryReadsWhatItsTokensOneByOneDo() {
    CausalLm model = model(DENSE, KERNELS, Dtype.BF16);
    float[] whole = model.session(200).read(text(150)).clone();
    Session session = model.session(200);
    float[] last = {};
    for (int token : text(150)) {
      last = session.read(token);
    }
    close(last, whole);
  }

  @Test
  void cutBackItReadsAnotherEnding() {
    Session session = model(DENSE, KERNELS).session(100);
    session.read(text(20));
    float[] expected = session.read(3, 4).clone();
    session.rewind(20);
    session.read(9, 8, 7);
    session.rewind(20);
    close(session.read(3, 4), expected);
  }

  @Test
  void scoresAreTheChainOfNextTokens() {
    CausalLm model = model(DENSE, KERNELS);
    int[] ending = text(90);
    Session session = model.session(100);
    double[] logP = session.score(session.read(1, 2), ending);
    Session other = model.session(100);
    float[] logits = other.read(1, 2);
    for (int i = 0; i < ending.length; i++) {
      double expected = logits[ending[i]] - KERNELS.logSumExp(logits, 0, logits.length);
      assertThat(logP[i]).isCloseTo(expected, within(1e-3));
      logits = other.read(ending[i]);
    }
  }

  @Test
  void aLaterTokenChangesNothingBefore() {
    CausalLm model = model(DENSE, KERNELS);
    Session a = model.session(10);
    Session b = model.session(10);
    float[] next = a.read(5).clone();
    assertThat(a.score(next, 6, 7, 8)[1]).isEqualTo(b.score(b.read(5), 6, 7, 40)[1]);
  }

  /**
   * With all experts equal and their weights adding up to one, it does not matter which are chosen.
   */
  @Test
  void equalExpertsAreOneFeedForward() {
    var dense = LmShape.small(50, 24, 2, 6, 2, 10, 200);
    var sparse =
        new LmShape(
            "qwen3_moe",
            50,
            24,
            2,
            6,
            2,
            4,
            10,
            200,
            1e4,
            1e-6,
            true,
            true,
            Optional.of(new Experts(4, 2, 10, true, 0, 1, Set.of(), .01)));
    Map<String, float[]> same = new HashMap<>();
    dense.tensors().keySet().forEach(n -> same.put(n, weights(dense, n, 1)));
    LmFolderWriter.whole(dense, Set.of(), Optional.empty(), Dtype.F32).write(folder, same::get);
    float[] expected = CausalLm.open(folder, KERNELS).session(50).read(text(40));
    LmFolderWriter.whole(sparse, Set.of(), Optional.empty(), Dtype.F32)
        .write(
            folder.resolve("sparse"),
            n -> same.getOrDefault(n.replaceFirst("experts\\.\\d+\\.", ""), weights(sparse, n, 1)));
    close(CausalLm.open(folder.resolve("sparse"), KERNELS).session(50).read(text(40)), expected);
  }

  @Test
  void theSameSeedWritesTheSameText() {
    CausalLm model = model(DENSE, KERNELS);
    var warm = new Writing(new Sampling(.9, .95, new Seed(4)), Set.of(), 60);
    int[] first = warm.after(model.session(100), KERNELS, 1, 2, 3).tokens();
    assertThat(warm.after(model.session(100), KERNELS, 1, 2, 3).tokens())
        .isEqualTo(first)
        .hasSize(60);
    var other = new Writing(new Sampling(.9, .95, new Seed(5)), Set.of(), 60);
    assertThat(other.after(model.session(100), KERNELS, 1, 2, 3).tokens()).isNotEqualTo(first);
  }

  @Test
  void greedyTakesTheLikeliestAndStopsAtAnEnd() {
    CausalLm model = model(DENSE, KERNELS);
    int[] all =
        new Writing(Sampling.GREEDY, Set.of(), 20).after(model.session(100), KERNELS, 1).tokens();
    Session session = model.session(100);
    int token = 1;
    for (int expected : all) {
      float[] logits = session.read(token);
      token = KERNELS.argMax(logits, 0, logits.length);
      assertThat(token).isEqualTo(expected);
    }
    int end = all[7];
    var stopped =
        new Writing(Sampling.GREEDY, Set.of(end), 20).after(model.session(100), KERNELS, 1);
    assertThat(stopped.ended()).isTrue();
    int first = Arrays.stream(all).boxed().toList().indexOf(end);
    assertThat(stopped.tokens()).isEqualTo(Arrays.copyOf(all, first));
  }

  @Test
  void aRuleIsObeyed() {
    Writing.Rule onlyEven =
        (_, logits) -> {
          for (int i = 1; i < logits.length; i += 2) {
            logits[i] = Float.NEGATIVE_INFINITY;
          }
        };
    var writing = new Writing(new Sampling(1.5, 1, new Seed(1)), Set.of(), 40, onlyEven);
    assertThat(
            Arrays.stream(writing.after(model(DENSE, KERNELS).session(100), KERNELS, 1).tokens())
                .boxed())
        .allMatch(t -> t % 2 == 0);
  }

  @Test
  void samplingFollowsTheProbabilities() {
    var sampler = new Sampler(new Sampling(1, .9, new Seed(3)), KERNELS);
    int[] count = new int[4];
    for (int i = 0; i < 20_000; i++) {
      count[
          sampler.next(
              new float[] {
                (float) Math.log(.5),
                (float) Math.log(.3),
                (float) Math.log(.15),
                (float) Math.log(.05)
              })]++;
    }
    assertThat(count[3]).isZero();
    assertThat(count[0] / 20_000.0).isCloseTo(.5 / .95, within(.015));
    assertThat(count[1] / 20_000.0).isCloseTo(.3 / .95, within(.015));
  }

  @Test
  void tooLongATextIsAnErrorInWords() {
    CausalLm model = model(DENSE, KERNELS);
    assertThatThrownBy(() -> model.session(201)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> model.session(5).read(text(6))).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> model.session(5).read(50))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            new Writing(Sampling.GREEDY, Set.of(), 99)
                .after(model.session(5), KERNELS, 1, 2)
                .tokens())
        .hasSize(3);
  }

  private static void close(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(2e-3f));
    }
  }
}
