package io.adlib.learn.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101). Decay touches matrices only: weights of one
 * dimension (gains, biases) are left out, and so are those named in {@code undecayed}. Not
 * thread-safe.
 */
public final class AdamW implements AutoCloseable {

  /**
   * @param beta1 memory of the mean, in [0,1)
   * @param beta2 memory of the square, in [0,1)
   * @param epsilon added to the root of the square
   * @param weightDecay share of a weight that goes at a rate of 1
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

  private final Settings settings;
  private final Parameters parameters;
  private final Map<String, Tensor> mean = new LinkedHashMap<>();
  private final Map<String, Tensor> square = new LinkedHashMap<>();
  private long steps;

  /** Moments at zero. */
  public AdamW(Parameters parameters, Settings settings) {
    this.parameters = parameters;
    this.settings = settings;
    Torch.step(
        () ->
            parameters
                .byName()
                .forEach(
                    (name, weight) -> {
                      mean.put(name, weight.detach().zerosLike().keep());
                      square.put(name, weight.detach().zerosLike().keep());
                    }));
  }

  /** Takes one step against the gradients at a learning rate. */
  public void step(double rate) {
    steps++;
    double correction1 = 1 - Math.pow(settings.beta1(), steps);
    double correction2 = 1 - Math.pow(settings.beta2(), steps);
    Torch.stepWithoutGradient(
        () -> {
          parameters
              .byName()
              .forEach((name, weight) -> update(name, weight, rate, correction1, correction2));
          return true;
        });
  }

  private void update(
      String name, Tensor weight, double rate, double correction1, double correction2) {
    var gradient = weight.at.grad();
    if (!gradient.defined()) {
      return;
    }
    var m = Objects.requireNonNull(mean.get(name)).at;
    var v = Objects.requireNonNull(square.get(name)).at;
    m.mul_(new Scalar(settings.beta1())).add_(gradient, new Scalar(1 - settings.beta1()));
    v.mul_(new Scalar(settings.beta2()))
        .addcmul_(gradient, gradient, new Scalar(1 - settings.beta2()));
    if (weight.at.dim() > 1 && settings.weightDecay() > 0) {
      weight.at.mul_(new Scalar(1 - rate * settings.weightDecay()));
    }
    var root =
        v.sqrt().mul_(new Scalar(1 / Math.sqrt(correction2))).add_(new Scalar(settings.epsilon()));
    weight.at.addcdiv_(m, root, new Scalar(-rate / correction1));
  }

  /** How many steps were taken. */
  public long steps() {
    return steps;
  }

  Map<String, Tensor> mean() {
    return mean;
  }

  Map<String, Tensor> square() {
    return square;
  }

  void restore(long restoredSteps) {
    steps = restoredSteps;
  }

  @Override
  public void close() {
    mean.values().forEach(Tensor::free);
    square.values().forEach(Tensor::free);
  }
}
