package io.adlib.learn.generator;

import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;

/**
 * Decides which positions go through block 0 once more, and with what weight
 * (Mixture-of-Recursions, arXiv 2507.10524). A position decides for itself, so nothing that comes
 * later has a say, and the weight is a ReLU as in arXiv 2412.14711: it falls to nothing without a
 * jump, so that two implementations that differ in the last bit agree. Not thread-safe.
 */
final class RecursionRouter {

  private final Layers layers;

  RecursionRouter(GeneratorShape shape, Layers layers) {
    this.layers = layers;
    double spread = 1 / Math.sqrt(shape.width());
    for (int r = 1; r < shape.parts().recursions(); r++) {
      layers.parameters().normal("route." + r + ".weight", spread, shape.width(), 1);
      layers.parameters().constant("route." + r + ".bias", 0, 1);
    }
  }

  /** α of each position for the r-th repetition, [P,1] in [0,1]. */
  Tensor share(Tensor x_PD, int r) {
    String route = "route." + r;
    Tensor a_P1 =
        x_PD.layerNorm().linear(layers.weight(route + ".weight"), layers.weight(route + ".bias"));
    return a_P1.clamp(0, 1);
  }
}
