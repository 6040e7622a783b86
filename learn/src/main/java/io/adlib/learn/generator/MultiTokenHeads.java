package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;
import java.util.stream.IntStream;

/**
 * Multi-token prediction (GPR's MTP, arXiv 2511.10138): head j predicts the whole path of the j-th
 * next item. All heads share the decoder and the nodes' vectors; head 1 is the model itself, and
 * head j > 1 puts a small residual network before it:
 *
 * <pre>
 *   h_j = h' + silu(norm(h'; mtp.j.norm) · mtp.j.up + b) · mtp.j.down + b
 * </pre>
 *
 * They exist in training only: serving has no use for what comes after the next item. Not
 * thread-safe.
 */
final class MultiTokenHeads {

  private final Layers layers;
  private final int heads;

  /**
   * Adds the weights of the heads after the first to a model's.
   *
   * @param heads N, at least 1; 1 adds none
   */
  MultiTokenHeads(Generator model, int heads) {
    this.heads = heads;
    layers = new Layers(model.parameters());
    GeneratorShape shape = model.shape();
    for (int j = 2; j <= heads; j++) {
      layers.addFeed("mtp." + j + ".", "norm", shape.width(), shape.hidden());
    }
  }

  /** N. */
  int count() {
    return heads;
  }

  /** ω of head j, from 1 to N: each half of the one before, the sum 1. */
  double weight(int j) {
    double sum = IntStream.range(0, heads).mapToDouble(i -> Math.pow(.5, i)).sum();
    return Math.pow(.5, j - 1) / sum;
  }

  /** What head j decodes from, [M,D]. */
  Tensor head(int j, Tensor h_MD, GeneratorRegularisation r, Dropout dropout) {
    if (j == 1) {
      return h_MD;
    }
    String head = "mtp." + j + ".";
    Tensor up_MF = layers.linear(layers.norm(h_MD, head + "norm"), head + "up", r).silu();
    Tensor down_MD = layers.linear(up_MF, head + "down", r);
    return h_MD.add(dropout.apply(down_MD, r.decoderDropout()));
  }
}
