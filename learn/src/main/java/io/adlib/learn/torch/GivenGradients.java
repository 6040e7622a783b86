package io.adlib.learn.torch;

/**
 * Gradients that were worked out by hand, collected to be sent back through a graph all at once: of
 * a loss that libtorch never saw whole. Lives inside one {@link Torch#step}. Not thread-safe.
 */
public final class GivenGradients {

  private Tensor product = Tensor.zeros(1);

  /** The loss's gradient by a tensor of the graph. */
  public void add(Tensor of, Tensor gradient) {
    product = product.add(of.mul(gradient).sum());
  }

  /** The same, row-major. */
  public void add(Tensor of, float[] gradient) {
    add(of, Tensor.of(gradient, of.shape()));
  }

  /** Adds to every parameter's gradient what comes back to it. */
  public void backward() {
    product.backward();
  }
}
