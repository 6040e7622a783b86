package io.adlib.learn.generator;

import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;

/**
 * The linear maps and norms that a model is made of, by the names that {@link
 * io.adlib.sid.GeneratorShape} gives their weights. Not thread-safe.
 */
record Layers(Parameters parameters) {

  /** Standard deviation of fresh weights. */
  static final double START = .02;

  /** Adds a map {@code x W + b}. */
  void addLinear(String name, int in, int out) {
    parameters.normal(name + ".weight", START, in, out);
    parameters.constant(name + ".bias", 0, out);
  }

  /** Adds a norm's gain and bias. */
  void addNorm(String name, long... dimensions) {
    parameters.constant(name + ".gain", 1, dimensions);
    parameters.constant(name + ".bias", 0, dimensions);
  }

  /** Adds {@code silu(norm(x) · up) · down}, as {@link #feed} computes it. */
  void addFeed(String name, String norm, int width, int hidden) {
    addNorm(name + norm, width);
    addLinear(name + "up", width, hidden);
    addLinear(name + "down", hidden, width);
  }

  /** {@code x W + b}. */
  Tensor linear(Tensor x, String name, GeneratorRegularisation r) {
    return x.linear(weight(name + ".weight"), weight(name + ".bias"), r.precision());
  }

  /** LayerNorm with a gain and a bias. */
  Tensor norm(Tensor x, String name) {
    return x.layerNorm(weight(name + ".gain"), weight(name + ".bias"));
  }

  /** A weight. */
  Tensor weight(String name) {
    return parameters.get(name);
  }
}
