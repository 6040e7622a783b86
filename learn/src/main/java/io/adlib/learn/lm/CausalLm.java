package io.adlib.learn.lm;

import io.adlib.core.Seed;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmShape;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The language model of {@link LmShape} with gradients. Weights have Hugging Face's names. With
 * LoRA only the adapters are trained. Lives until {@link #close}; not thread-safe.
 */
public final class CausalLm implements AutoCloseable {

  private final LmShape shape;
  private final Precision precision;
  private final Parameters weights;
  private final Parameters adapters;
  private final Optional<Lora> lora;

  private CausalLm(
      LmShape shape, Precision precision, Parameters weights, Optional<Lora> lora, Seed seed) {
    this.shape = shape;
    this.precision = precision;
    this.weights = weights;
    this.lora = lora;
    adapters = new Parameters(seed);
    lora.ifPresent(this::adapt);
  }

  /**
   * A model that knows nothing yet: weights normal with deviation √(2/5D) (arXiv 1910.05895), maps
   * into the residual stream less by √(2·layers), the embedding .02, gains 1.
   */
  public static CausalLm fresh(LmShape shape, Precision precision, Seed seed) {
    var weights = new Parameters(seed);
    double deviation = Math.sqrt(.4 / shape.width());
    shape
        .tensors()
        .forEach(
            (name, dimensions) -> {
              if (dimensions.length == 1) {
                weights.constant(name, 1, dimensions);
              } else if (name.contains("o_proj") || name.contains("down_proj")) {
                weights.normal(name, deviation / Math.sqrt(2 * shape.layers()), dimensions);
              } else {
                weights.normal(name, name.contains("embed") ? .02 : deviation, dimensions);
              }
            });
    return new CausalLm(shape, precision, weights, Optional.empty(), seed);
  }

  /**
   * A model out of its folder.
   *
   * @param lora adapters to train instead of the weights
   * @param seed of the adapters' start
   */
  public static CausalLm read(
      LmFolder folder, Precision precision, Optional<Lora> lora, Seed seed) {
    var weights = new Parameters(seed);
    folder
        .shape()
        .tensors()
        .forEach((name, dimensions) -> weights.add(name, folder.floats(name), dimensions));
    return new CausalLm(folder.shape(), precision, weights, lora, seed);
  }

  private void adapt(Lora with) {
    shape
        .tensors()
        .forEach(
            (name, dimensions) -> {
              if (with.adapts(name)) {
                adapters.normal(
                    Lora.down(name),
                    1 / Math.sqrt((double) dimensions[1]),
                    with.rank(),
                    dimensions[1]);
                adapters.constant(Lora.up(name), 0, dimensions[0], with.rank());
              }
            });
  }

  /** What it is. */
  public LmShape shape() {
    return shape;
  }

  /** What is trained: all weights, or the adapters. */
  public Parameters trained() {
    return lora.isPresent() ? adapters : weights;
  }

  /** A weight as it counts, adapters merged in: what an export writes. */
  public float[] merged(String name) {
    return Torch.stepWithoutGradient(
        () -> {
          Tensor weight = weights.get(name);
          if (lora.isPresent() && lora.get().adapts(name)) {
            Tensor product = adapters.get(Lora.up(name)).matmul(adapters.get(Lora.down(name)));
            return weight.add(product.mul(lora.get().scale())).floats();
          }
          return weight.floats();
        });
  }

  /** A weight as the forward pass uses it: cut off from the gradient where adapters are trained. */
  Tensor weight(String name) {
    Tensor weight = weights.get(name);
    return lora.isPresent() ? weight.detach() : weight;
  }

  /** {@code x Wᵀ}, x [P,in]. */
  Tensor project(Tensor x, String name) {
    Tensor y = x.project(weight(name), precision);
    if (lora.isEmpty() || !lora.get().adapts(name)) {
      return y;
    }
    Tensor low = x.project(adapters.get(Lora.down(name)), precision);
    return y.add(low.project(adapters.get(Lora.up(name)), precision).mul(lora.get().scale()));
  }

  /**
   * What a forward pass gives.
   *
   * @param h_PD the last norm's output
   * @param balance load-balancing losses of the layers with experts, unweighted
   */
  public record Hidden(Tensor h_PD, List<Tensor> balance) {}

  /**
   * The hidden states of texts, end to end.
   *
   * @param texts token ids, ascending by length, each of a token at least
   */
  public Hidden hidden(int[][] texts) {
    LmBatch batch = LmBatch.of(shape, texts);
    var balance = new ArrayList<Tensor>();
    Tensor x_PD = weight("model.embed_tokens.weight").rows(batch.token_P());
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = LmShape.layer(layer);
      Tensor n_PD = norm(x_PD, name + "input_layernorm.weight");
      x_PD = x_PD.add(project(attention(batch, n_PD, name), name + "self_attn.o_proj.weight"));
      Tensor m_PD = norm(x_PD, name + "post_attention_layernorm.weight");
      x_PD = x_PD.add(feed(m_PD, layer, balance));
    }
    return new Hidden(norm(x_PD, "model.norm.weight"), balance);
  }

  private Tensor attention(LmBatch batch, Tensor n_PD, String layer) {
    Heads heads = heads(n_PD, layer, batch.cosine_P1d(), batch.sine_P1d());
    var parts = new ArrayList<Tensor>();
    for (Packing.Group group : batch.packing().groups()) {
      Tensor mixed_BHTd =
          padded(group, heads.q()).attend(padded(group, heads.k()), padded(group, heads.v()), true);
      int width = shape.heads() * shape.headWidth();
      parts.add(
          mixed_BHTd
              .transpose(1, 2)
              .reshape((long) group.sequences() * group.length(), width)
              .rows(group.unpad_P()));
    }
    return parts.size() == 1 ? parts.getFirst() : Tensor.concat(0, parts.toArray(new Tensor[0]));
  }

  /** Queries [P,H,d], keys and values [P,K,d] of rows, turned by their positions. */
  record Heads(Tensor q, Tensor k, Tensor v) {}

  Heads heads(Tensor n_PD, String layer, Tensor cosine, Tensor sine) {
    String name = layer + "self_attn.";
    Tensor q = split(project(n_PD, name + "q_proj.weight"));
    Tensor k = split(project(n_PD, name + "k_proj.weight"));
    if (shape.normed()) {
      q = norm(q, name + "q_norm.weight");
      k = norm(k, name + "k_norm.weight");
    }
    return new Heads(
        turned(q, cosine, sine),
        turned(k, cosine, sine),
        split(project(n_PD, name + "v_proj.weight")));
  }

  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), -1, shape.headWidth());
  }

  /** {@code x cos + (−x₂, x₁) sin}. */
  private Tensor turned(Tensor x_PHd, Tensor cosine, Tensor sine) {
    int half = shape.headWidth() / 2;
    Tensor swapped =
        Tensor.concat(-1, x_PHd.narrow(-1, half, half).mul(-1), x_PHd.narrow(-1, 0, half));
    return x_PHd.mul(cosine).add(swapped.mul(sine));
  }

  private static Tensor padded(Packing.Group group, Tensor x_PHd) {
    long heads = x_PHd.size(1);
    long d = x_PHd.size(2);
    return x_PHd
        .narrow(0, group.first(), group.positions())
        .reshape(group.positions(), heads * d)
        .rows(group.pad_BT())
        .reshape(group.sequences(), group.length(), heads, d)
        .transpose(1, 2);
  }

  Tensor norm(Tensor x, String gain) {
    return x.rmsNorm(weight(gain), shape.epsilon());
  }

  /** What follows attention in a layer. */
  Tensor feed(Tensor m_PD, int layer, List<Tensor> balance) {
    String name = LmShape.layer(layer) + "mlp.";
    return shape
        .expertsOf(layer)
        .map(experts -> new ExpertLayer(this, experts, name).run(m_PD, balance))
        .orElseGet(() -> dense(m_PD, name));
  }

  /** A feed-forward. */
  Tensor dense(Tensor m_PD, String name) {
    Tensor gate_PF = project(m_PD, name + "gate_proj.weight").silu();
    return project(gate_PF.mul(project(m_PD, name + "up_proj.weight")), name + "down_proj.weight");
  }

  /** Logits of some hidden states, [N,V]. */
  public Tensor logits(Tensor h_ND) {
    return h_ND.project(weight(shape.head()), precision);
  }

  @Override
  public void close() {
    weights.close();
    adapters.close();
  }
}
