package io.adlib.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gradients against central differences, weight by weight: along the gradient itself, which finds
 * what is in it wrongly, and along random directions, which find what is missing.
 */
public final class GradientCheck {

  private static final double STEP = 1e-2;
  private static final double TOLERANCE = .02;
  private static final int DIRECTIONS = 3;

  private GradientCheck() {}

  /**
   * Checks every weight.
   *
   * @param loss the same function of the weights at each call
   */
  public static void check(Parameters parameters, Supplier<Tensor> loss) {
    check(parameters, loss, _ -> true);
  }

  /** Checks the weights of some names. */
  public static void check(
      Parameters parameters, Supplier<Tensor> loss, Predicate<String> checked) {
    parameters.clearGradients();
    Torch.step(() -> loss.get().backward());
    Map<String, float[]> gradients = new LinkedHashMap<>();
    parameters
        .byName()
        .forEach(
            (name, weight) -> gradients.put(name, Torch.step(() -> weight.gradient().floats())));
    gradients.keySet().removeIf(checked.negate());
    gradients.forEach(
        (name, gradient) -> {
          double length = Math.sqrt(dot(gradient, gradient));
          assertThat(length).as("a gradient reaches " + name).isPositive();
          along(parameters, loss, name, gradient, scaled(gradient, 1 / length));
          RandomGenerator random = new Seed(7).of(name).generator();
          for (int i = 0; i < DIRECTIONS; i++) {
            float[] direction = new float[gradient.length];
            for (int d = 0; d < direction.length; d++) {
              direction[d] = (float) random.nextGaussian();
            }
            double size = Math.sqrt(dot(direction, direction));
            along(parameters, loss, name, gradient, scaled(direction, 1 / size));
          }
        });
  }

  private static void along(
      Parameters parameters,
      Supplier<Tensor> loss,
      String name,
      float[] gradient,
      float[] direction) {
    float[] there = parameters.get(name).floats();
    double up = at(parameters, loss, name, there, direction, STEP);
    double down = at(parameters, loss, name, there, direction, -STEP);
    parameters.set(name, there);
    double slope = (up - down) / (2 * STEP);
    double length = Math.sqrt(dot(gradient, gradient));
    assertThat(dot(gradient, direction))
        .as("slope of " + name)
        .isCloseTo(slope, within(TOLERANCE * length + 1e-4));
  }

  private static double at(
      Parameters parameters,
      Supplier<Tensor> loss,
      String name,
      float[] there,
      float[] direction,
      double step) {
    float[] moved = there.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    parameters.set(name, moved);
    return Torch.stepWithoutGradient(() -> loss.get().item());
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] scaled(float[] x, double factor) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) (factor * x[i]);
    }
    return y;
  }
}
