package io.adlib.learn.tokenizer;

import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.projection.Layer;
import io.adlib.sid.projection.Projection;
import java.util.List;
import java.util.stream.IntStream;

/** Linear layers with SiLU between them, whose weights stand in the parameters under a name. */
final class Mlp {

  private final Parameters parameters;
  private final String name;
  private final List<Integer> widths;
  private final boolean residual;

  /** Over weights that are there. */
  Mlp(Parameters parameters, String name, List<Integer> widths, boolean residual) {
    this.parameters = parameters;
    this.name = name;
    this.widths = widths;
    this.residual = residual;
  }

  /** Adds the weights: variance-keeping, the last layer zero where the input is added to it. */
  void addWeights() {
    for (int l = 0; l < layers(); l++) {
      int in = widths.get(l);
      int out = widths.get(l + 1);
      if (residual && l == layers() - 1) {
        parameters.constant(weight(l), 0, in, out);
      } else {
        parameters.normal(weight(l), Math.sqrt((l == 0 ? 1. : 2.) / in), in, out);
      }
      parameters.constant(bias(l), 0, out);
    }
  }

  private int layers() {
    return widths.size() - 1;
  }

  private String weight(int layer) {
    return name + "." + layer + ".weight";
  }

  private String bias(int layer) {
    return name + "." + layer + ".bias";
  }

  Tensor apply(Tensor x) {
    Tensor h = x;
    for (int l = 0; l < layers(); l++) {
      h = h.linear(parameters.get(weight(l)), parameters.get(bias(l)));
      h = l < layers() - 1 ? h.silu() : h;
    }
    return residual ? x.add(h) : h;
  }

  /** The same in plain Java, with the present weights. */
  Projection export() {
    List<Layer> exported =
        IntStream.range(0, layers())
            .mapToObj(
                l ->
                    new Layer(
                        widths.get(l),
                        widths.get(l + 1),
                        parameters.get(weight(l)).floats(),
                        parameters.get(bias(l)).floats()))
            .toList();
    return residual ? Projection.residual(exported) : Projection.of(exported);
  }
}
