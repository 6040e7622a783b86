package io.adlib.learn.generator;

import static io.adlib.learn.generator.TestingWalks.IDS;
import static io.adlib.learn.generator.TestingWalks.PLAIN;
import static io.adlib.learn.generator.TestingWalks.SHAPE;
import static io.adlib.learn.generator.TestingWalks.TRIE;
import static io.adlib.learn.generator.TestingWalks.mixed;
import static io.adlib.learn.generator.TestingWalks.shape;
import static io.adlib.learn.generator.TestingWalks.walks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients, those by hand among them, against finite differences, for each part of GPR. */
class GeneratorGradientTest {

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "2, 4"})
  void gradientsAgreeWithFiniteDifferences(int joint, int feedForwards) {
    gradientsAgree(shape(joint, feedForwards), 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.adlib.learn.generator.TestingWalks#parts")
  void gradientsOfEachPartAgreeWithFiniteDifferences(
      String name, GeneratorParts parts, int predictions) {
    gradientsAgree(SHAPE.with(1, parts), predictions);
  }

  private static void gradientsAgree(GeneratorShape shape, int predictions) {
    List<TrainingSequence> batch = List.of(walks().get(3), mixed());
    try (var model = new Generator(shape, new Seed(5))) {
      var heads = new MultiTokenHeads(model, predictions);
      var loss = new GeneratorLoss(model, IDS, TRIE, heads);
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                var random = new Seed(6).of(name).generator();
                float[] values = Torch.step(() -> weight.floats());
                for (int i = name.equals("embed.rows") ? 16 : 0; i < values.length; i++) {
                  values[i] += (float) (random.nextGaussian() * .2);
                  values[i] += name.startsWith("route.") && name.endsWith("bias") ? .5f : 0;
                }
                model.parameters().set(name, values);
              });
      gradientsAgree(model, () -> Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE)));
    }
  }

  private static void gradientsAgree(Generator model, DoubleSupplier loss) {
    double _ = loss.getAsDouble();
    Map<String, float[]> gradients = new LinkedHashMap<>();
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> gradients.put(name, Torch.step(() -> weight.gradient().floats())));
    for (String name : model.parameters().byName().keySet()) {
      float[] weight = model.parameters().get(name).floats();
      float[] gradient = gradients.get(name);
      int steepest = 0;
      for (int i = 0; i < gradient.length; i++) {
        steepest = Math.abs(gradient[i]) > Math.abs(gradient[steepest]) ? i : steepest;
      }
      float e = .004f;
      float[] moved = weight.clone();
      moved[steepest] = weight[steepest] + e;
      model.parameters().set(name, moved);
      double above = loss.getAsDouble();
      moved[steepest] = weight[steepest] - e;
      model.parameters().set(name, moved);
      double below = loss.getAsDouble();
      model.parameters().set(name, weight);
      assertThat((above - below) / (2 * e))
          .as(name)
          .isCloseTo(gradient[steepest], within(2e-4 + .03 * Math.abs(gradient[steepest])));
      // Nothing is decoded at U and O, so their own feed-forwards in the last block do nothing.
      boolean unread = name.startsWith("block.1.0.") || name.startsWith("block.1.1.");
      assertThat(Math.abs(gradient[steepest]))
          .as("slope of " + name)
          .isGreaterThan(unread ? -1 : 5e-4f);
    }
  }
}
