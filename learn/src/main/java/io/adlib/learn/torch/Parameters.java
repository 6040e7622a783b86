package io.adlib.learn.torch;

import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A model's named weights, in the order they were added. Each weight's start values depend only on
 * the seed and its name. They live until {@link #close}. Not thread-safe.
 */
public final class Parameters implements AutoCloseable {

  private final Map<String, Tensor> byName = new LinkedHashMap<>();
  private final Seed seed;

  /** No weights yet. */
  public Parameters(Seed seed) {
    this.seed = seed;
  }

  /** A weight that starts normally distributed around 0. */
  public Tensor normal(String name, double deviation, long... shape) {
    float[] values = new float[size(shape)];
    RandomGenerator random = seed.of(name).generator();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return add(name, values, shape);
  }

  /** A weight that starts as one number everywhere. */
  public Tensor constant(String name, double value, long... shape) {
    float[] values = new float[size(shape)];
    Arrays.fill(values, (float) value);
    return add(name, values, shape);
  }

  /** A weight with given start values in float64, row-major: for checking gradients. */
  public Tensor add(String name, double[] values, long... shape) {
    return add(name, () -> Tensor.of(values, shape));
  }

  /** A weight with given start values, row-major. */
  public Tensor add(String name, float[] values, long... shape) {
    return add(name, () -> Tensor.of(values, shape));
  }

  private Tensor add(String name, Supplier<Tensor> start) {
    Tensor weight =
        Torch.step(
            () -> {
              Tensor made = start.get();
              made.at.set_requires_grad(true);
              return made.keep();
            });
    if (byName.put(name, weight) != null) {
      throw new IllegalArgumentException("a second weight named " + name);
    }
    return weight;
  }

  private static int size(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }

  /**
   * A weight.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Tensor get(String name) {
    Tensor weight = byName.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no weight named " + name);
    }
    return weight;
  }

  /** All weights by name, in the order they were added. */
  public Map<String, Tensor> byName() {
    return Collections.unmodifiableMap(byName);
  }

  /** The number of scalars in all weights. */
  public long count() {
    return byName.values().stream().mapToLong(Tensor::count).sum();
  }

  /** Overwrites a weight, without a gradient. */
  public void set(String name, float[] values) {
    Torch.stepWithoutGradient(
        () -> {
          Tensor weight = get(name);
          weight.at.copy_(Tensor.of(values, weight.shape()).at);
          return true;
        });
  }

  /** Forgets all gradients. */
  public void clearGradients() {
    Torch.stepWithoutGradient(
        () -> {
          for (Tensor weight : byName.values()) {
            var gradient = weight.at.mutable_grad();
            if (gradient.defined()) {
              gradient.zero_();
            }
          }
          return true;
        });
  }

  /**
   * Scales all gradients down so that their common norm is at most {@code maximum}.
   *
   * @return the norm before
   */
  public double clipGradients(double maximum) {
    return Torch.step(
        () -> {
          var natives =
              byName.values().stream()
                  .map(weight -> weight.at)
                  .toArray(org.bytedeco.pytorch.Tensor[]::new);
          return torch.clip_grad_norm_(new TensorVector(natives), maximum);
        });
  }

  /** Gives back the memory. */
  @Override
  public void close() {
    byName.values().forEach(Tensor::free);
    byName.clear();
  }
}
