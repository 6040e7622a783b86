package io.adlib.learn.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
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

  /** Elements taken through all operations together, so that they stay in the cache meanwhile. */
  private static final long AT_ONCE = 1 << 16;

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
    var w = weight.at.view(-1);
    var g = gradient.contiguous().view(-1);
    var m = Objects.requireNonNull(mean.get(name)).at.view(-1);
    var v = Objects.requireNonNull(square.get(name)).at.view(-1);
    double decay = weight.at.dim() > 1 ? rate * settings.weightDecay() : 0;
    for (long from = 0; from < w.numel(); from += AT_ONCE) {
      long size = Math.min(AT_ONCE, w.numel() - from);
      try (var _ = new PointerScope()) {
        update(
            w.narrow(0, from, size),
            g.narrow(0, from, size),
            m.narrow(0, from, size),
            v.narrow(0, from, size),
            decay,
            rate / correction1,
            Math.sqrt(correction2));
      }
    }
  }

  private void update(
      org.bytedeco.pytorch.Tensor w,
      org.bytedeco.pytorch.Tensor g,
      org.bytedeco.pytorch.Tensor m,
      org.bytedeco.pytorch.Tensor v,
      double decay,
      double rate,
      double correction) {
    m.mul_(new Scalar(settings.beta1())).add_(g, new Scalar(1 - settings.beta1()));
    v.mul_(new Scalar(settings.beta2())).addcmul_(g, g, new Scalar(1 - settings.beta2()));
    if (decay > 0) {
      w.mul_(new Scalar(1 - decay));
    }
    var root = v.sqrt().mul_(new Scalar(1 / correction)).add_(new Scalar(settings.epsilon()));
    w.addcdiv_(m, root, new Scalar(-rate));
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
