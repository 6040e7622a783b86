package io.adlib.learn.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.kernel.lm.Experts;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.lm.LmShape;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.torch.GradientCheck;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CausalLmTest {

  private static final LmShape DENSE = LmShape.small(19, 8, 2, 4, 2, 12, 64);
  private static final int[][] TEXTS = {
    {3}, {1, 5, 2}, {7, 7, 1, 18, 4}, {2, 4, 6, 8, 10, 12, 14, 16, 0, 1}
  };

  @TempDir private Path folder;

  private static LmShape sparse(Experts experts) {
    return new LmShape(
        "qwen3_moe",
        19,
        8,
        2,
        4,
        2,
        2,
        experts.hidden(),
        64,
        1e4,
        1e-6,
        false,
        true,
        Optional.of(experts));
  }

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Larger than at the start of a training, so that every part matters. */
  private static CausalLm model(LmShape shape) {
    CausalLm model = CausalLm.fresh(shape, Precision.FLOAT32, new Seed(2));
    model
        .trained()
        .byName()
        .forEach(
            (name, weight) -> {
              float[] values = weight.floats();
              var random = new Seed(4).of(name).generator();
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (.3 * random.nextGaussian());
              }
              model.trained().set(name, values);
            });
    return model;
  }

  private static Tensor loss(CausalLm model) {
    CausalLm.Hidden hidden = model.hidden(TEXTS);
    int[] targets = new Seed(6).generator().ints(19, 0, 19).toArray();
    Tensor logP = model.logits(hidden.h_PD()).logSoftmax();
    Tensor loss = logP.gather(1, Tensor.of(targets, 19, 1)).sum().mul(-1 / 19.0);
    for (Tensor balance : hidden.balance()) {
      loss = loss.add(balance.mul(.1));
    }
    return loss;
  }

  @Test
  void gradientsAreTheSlopes() {
    try (CausalLm model = model(DENSE)) {
      GradientCheck.check(model.trained(), () -> loss(model));
    }
  }

  /** All experts active, so that no choice flips between the two sides of a difference. */
  @Test
  void gradientsOfExpertsAreTheSlopes() {
    try (CausalLm model = model(sparse(new Experts(3, 3, 6, true, 5, 1, Set.of(), .01)))) {
      GradientCheck.check(model.trained(), () -> loss(model));
    }
  }

  @Test
  void packedTextsDoNotSeeEachOther() {
    try (CausalLm model = model(DENSE)) {
      float[] together = Torch.stepWithoutGradient(() -> model.hidden(TEXTS).h_PD().floats());
      int at = 0;
      for (int[] text : TEXTS) {
        float[] alone =
            Torch.stepWithoutGradient(() -> model.hidden(new int[][] {text}).h_PD().floats());
        close(Arrays.copyOfRange(together, at, at + alone.length), alone);
        at += alone.length;
      }
    }
  }

  @Test
  void aLaterTokenChangesNothingBefore() {
    try (CausalLm model = model(DENSE)) {
      float[] a =
          Torch.stepWithoutGradient(() -> model.hidden(new int[][] {{1, 2, 3, 4}}).h_PD().floats());
      float[] b =
          Torch.stepWithoutGradient(() -> model.hidden(new int[][] {{1, 2, 3, 9}}).h_PD().floats());
      close(Arrays.copyOf(a, 24), Arrays.copyOf(b, 24));
      assertThat(Arrays.copyOfRange(a, 24, 32)).isNotEqualTo(Arrays.copyOfRange(b, 24, 32));
    }
  }

  @Test
  void equalExpertsAreOneFeedForward() {
    LmShape shape = sparse(new Experts(4, 2, 12, true, 0, 1, Set.of(), .01));
    try (CausalLm dense = model(DENSE);
        CausalLm sparse = model(shape)) {
      sparse
          .trained()
          .byName()
          .keySet()
          .forEach(
              name -> {
                String same =
                    name.replaceFirst("experts\\.\\d+\\.", "")
                        .replace("lm_head", "model.embed_tokens");
                if (!name.endsWith("mlp.gate.weight")) {
                  sparse.trained().set(name, dense.trained().get(same).floats());
                }
              });
      close(
          Torch.stepWithoutGradient(() -> sparse.logits(sparse.hidden(TEXTS).h_PD()).floats()),
          Torch.stepWithoutGradient(() -> dense.logits(dense.hidden(TEXTS).h_PD()).floats()));
    }
  }

  @Test
  void anEvenRouterHasABalanceOfOneAndALopsidedOneMore() {
    LmShape shape = sparse(new Experts(4, 1, 6, true, 0, 1, Set.of(1), .01));
    try (CausalLm model = model(shape)) {
      String router = "model.layers.0.mlp.gate.weight";
      model.trained().set(router, new float[4 * 8]);
      assertThat(balance(model)).isCloseTo(1, within(1e-5));
      float[] lopsided = new float[4 * 8];
      for (int i = 0; i < 8; i++) {
        lopsided[i] = i % 2 == 0 ? 3 : -3;
      }
      model.trained().set(router, lopsided);
      assertThat(balance(model)).isGreaterThan(1.05);
    }
  }

  private static double balance(CausalLm model) {
    return Torch.stepWithoutGradient(() -> model.hidden(TEXTS).balance().getFirst().item());
  }

  @Test
  void aCachedReadingGivesTheSameLogits() {
    for (LmShape shape :
        new LmShape[] {DENSE, sparse(new Experts(3, 2, 6, true, 5, 1, Set.of(), .01))}) {
      try (CausalLm model = model(shape);
          CachedReading reading = new CachedReading(model, 20)) {
        int[] text = TEXTS[3];
        float[] last = reading.read(Arrays.copyOf(text, 4));
        for (int i = 4; i < text.length; i++) {
          last = reading.read(text[i]);
        }
        close(
            last,
            Torch.stepWithoutGradient(
                () ->
                    model
                        .logits(model.hidden(new int[][] {text}).h_PD().narrow(0, 9, 1))
                        .floats()));
      }
    }
  }

  @Test
  void adaptersStartAsNothingAndAreMergedExactly() {
    try (CausalLm base = model(DENSE)) {
      LmFolderWriter.whole(DENSE, Set.of(), Optional.empty(), Dtype.F32)
          .write(folder, base::merged);
      var lora = new Lora(2, 4, Set.of("q_proj", "down_proj"));
      try (LmFolder read = LmFolder.open(folder);
          CausalLm adapted =
              CausalLm.read(read, Precision.FLOAT32, Optional.of(lora), new Seed(8))) {
        close(logits(adapted), logits(base));
        assertThat(adapted.trained().count()).isEqualTo(2 * 2 * (8 + 8) + 2 * 2 * (12 + 8));
        var random = new Seed(1).generator();
        adapted
            .trained()
            .byName()
            .forEach(
                (name, weight) -> {
                  float[] values = new float[(int) weight.count()];
                  for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (.4 * random.nextGaussian());
                  }
                  adapted.trained().set(name, values);
                });
        GradientCheck.check(adapted.trained(), () -> loss(adapted));
        LmFolderWriter.whole(DENSE, Set.of(), Optional.empty(), Dtype.F32)
            .write(folder.resolve("merged"), adapted::merged);
        try (LmFolder merged = LmFolder.open(folder.resolve("merged"));
            CausalLm again =
                CausalLm.read(merged, Precision.FLOAT32, Optional.empty(), new Seed(8))) {
          close(logits(again), logits(adapted));
        }
      }
    }
  }

  private static float[] logits(CausalLm model) {
    return Torch.stepWithoutGradient(() -> model.logits(model.hidden(TEXTS).h_PD()).floats());
  }

  private static void close(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(1e-4f));
    }
  }
}
