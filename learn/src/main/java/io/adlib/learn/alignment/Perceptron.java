package io.adlib.learn.alignment;

import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;

/**
 * One hidden layer with SiLU, whose weights stand in the parameters under a name.
 *
 * @param name of its weights
 * @param in width
 * @param hidden width
 * @param out width
 */
record Perceptron(String name, int in, int hidden, int out) {

  void addWeights(Parameters parameters) {
    parameters.normal(name + ".up.weight", 1 / Math.sqrt(in), in, hidden);
    parameters.constant(name + ".up.bias", 0, hidden);
    parameters.normal(name + ".down.weight", Math.sqrt(2.0 / hidden), hidden, out);
    parameters.constant(name + ".down.bias", 0, out);
  }

  Tensor apply(Tensor x, Parameters parameters) {
    return x.linear(parameters.get(name + ".up.weight"), parameters.get(name + ".up.bias"))
        .silu()
        .linear(parameters.get(name + ".down.weight"), parameters.get(name + ".down.bias"));
  }
}
