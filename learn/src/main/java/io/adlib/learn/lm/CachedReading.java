package io.adlib.learn.lm;

import io.adlib.kernel.lm.LmShape;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One text read by libtorch token after token, keys and values kept in place: the yardstick of the
 * plain Java in {@code infer}. Not thread-safe.
 */
public final class CachedReading implements AutoCloseable {

  private final CausalLm model;
  private final LmShape shape;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final Tensor cosine;
  private final Tensor sine;
  private int length;

  /** An empty text with room for so many tokens. */
  public CachedReading(CausalLm model, int capacity) {
    this.model = model;
    shape = model.shape();
    int[] positions = IntStream.range(0, capacity).toArray();
    cosine = kept(() -> LmBatch.table(shape, positions, true));
    sine = kept(() -> LmBatch.table(shape, positions, false));
    for (int layer = 0; layer < shape.layers(); layer++) {
      keys.add(kept(() -> Tensor.zeros(1, shape.keyHeads(), capacity, shape.headWidth())));
      values.add(kept(() -> Tensor.zeros(1, shape.keyHeads(), capacity, shape.headWidth())));
    }
  }

  private static Tensor kept(java.util.function.Supplier<Tensor> made) {
    return Torch.step(() -> made.get().keep());
  }

  /**
   * Reads tokens: the first call any number, later calls one.
   *
   * @return the next token's logits, [V]
   */
  public float[] read(int... tokens) {
    return Torch.stepWithoutGradient(
        () -> {
          int n = tokens.length;
          Tensor x_PD = model.weight("model.embed_tokens.weight").rows(Tensor.of(tokens, n));
          for (int layer = 0; layer < shape.layers(); layer++) {
            String name = LmShape.layer(layer);
            Tensor n_PD = model.norm(x_PD, name + "input_layernorm.weight");
            Tensor mixed_PD = attention(n_PD, layer, n);
            x_PD = x_PD.add(model.project(mixed_PD, name + "self_attn.o_proj.weight"));
            Tensor m_PD = model.norm(x_PD, name + "post_attention_layernorm.weight");
            x_PD = x_PD.add(model.feed(m_PD, layer, new ArrayList<>()));
          }
          length += n;
          return model.logits(model.norm(x_PD.narrow(0, n - 1, 1), "model.norm.weight")).floats();
        });
  }

  private Tensor attention(Tensor n_PD, int layer, int n) {
    CausalLm.Heads heads =
        model.heads(
            n_PD, LmShape.layer(layer), cosine.narrow(0, length, n), sine.narrow(0, length, n));
    Tensor k = keys.get(layer).narrow(2, 0, length + n);
    Tensor v = values.get(layer).narrow(2, 0, length + n);
    k.narrow(2, length, n).copy(heads.k().transpose(0, 1).unsqueeze(0));
    v.narrow(2, length, n).copy(heads.v().transpose(0, 1).unsqueeze(0));
    Tensor mixed = heads.q().transpose(0, 1).unsqueeze(0).attend(k, v, length == 0);
    return mixed.transpose(1, 2).reshape(n, (long) shape.heads() * shape.headWidth());
  }

  @Override
  public void close() {
    keys.forEach(Tensor::free);
    values.forEach(Tensor::free);
    cosine.free();
    sine.free();
  }
}
