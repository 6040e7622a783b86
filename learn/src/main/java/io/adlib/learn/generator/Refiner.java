package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;

/**
 * The refining token with gradients, as {@link io.adlib.sid.GeneratorParts} defines it: one small
 * network, applied n times, takes noise away under a condition. It learns through all its steps
 * from the loss of the codes; serving starts it from no noise. Not thread-safe.
 */
final class Refiner {

  /** Of the noise it starts from in training, beside states of deviation 1. */
  private static final double NOISE = .1;

  private final GeneratorShape shape;
  private final Layers layers;

  Refiner(GeneratorShape shape, Layers layers) {
    this.shape = shape;
    this.layers = layers;
    int d = shape.width();
    layers.addLinear("refine.condition", d, d);
    layers.parameters().normal("refine.step", Layers.START, shape.parts().refining(), d);
    layers.addFeed("refine.", "norm", d, shape.hidden());
  }

  /** The token y_n of each row, [M,D]. */
  Tensor token(Tensor condition_MD, GeneratorRegularisation r, Dropout dropout) {
    Tensor p_MD = layers.linear(condition_MD, "refine.condition", r);
    Tensor y_MD = dropout.noise(condition_MD.zerosLike(), NOISE);
    for (int i = 0; i < shape.parts().refining(); i++) {
      Tensor step_1D = layers.weight("refine.step").narrow(0, i, 1);
      Tensor n_MD = layers.norm(y_MD.add(p_MD).add(step_1D), "refine.norm");
      Tensor up_MF = layers.linear(n_MD, "refine.up", r).silu();
      y_MD = y_MD.add(layers.linear(up_MF, "refine.down", r));
    }
    return dropout.apply(y_MD, r.decoderDropout());
  }
}
