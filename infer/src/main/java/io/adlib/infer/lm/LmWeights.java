package io.adlib.infer.lm;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.Experts;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A language model's weights, laid out for serving: maps that read the same input stand side by
 * side in one matrix, and 1/√d is multiplied into what makes queries. Immutable and thread-safe.
 *
 * @param embedding [V,D]
 * @param norm gain of the last norm, [D]
 * @param head [D,V]
 */
record LmWeights(float[] embedding, List<Layer> layers, float[] norm, Linear head) {

  /**
   * One layer.
   *
   * @param attentionNorm [D]
   * @param qkv [D, (H+2K)·d]
   * @param queryNorm [d], or empty
   * @param keyNorm [d], or empty
   * @param out [H·d, D]
   * @param feedNorm [D]
   */
  record Layer(
      float[] attentionNorm,
      Linear qkv,
      float[] queryNorm,
      float[] keyNorm,
      Linear out,
      float[] feedNorm,
      Feed feed) {}

  /** What follows attention. */
  sealed interface Feed {}

  /**
   * A feed-forward.
   *
   * @param gateUp [D, 2F]
   * @param down [F, D]
   */
  record Dense(Linear gateUp, Linear down) implements Feed {}

  /**
   * Experts.
   *
   * @param router [D, E]
   * @param sharedGate [D], where there is a shared expert
   */
  record Mixture(
      Experts shape, Linear router, List<Dense> experts, Optional<Dense> shared, float[] sharedGate)
      implements Feed {}

  static LmWeights read(LmFolder folder, Kernels kernels) {
    return new Reader(folder, folder.shape(), kernels).read();
  }

  private record Reader(LmFolder folder, LmShape shape, Kernels kernels) {

    LmWeights read() {
      var layers = new ArrayList<Layer>();
      for (int layer = 0; layer < shape.layers(); layer++) {
        layers.add(layer(layer));
      }
      float[] embedding = folder.floats("model.embed_tokens.weight");
      float[] head = shape.tied() ? embedding : folder.floats(shape.head());
      return new LmWeights(
          embedding,
          List.copyOf(layers),
          folder.floats("model.norm.weight"),
          Linear.of(kernels.packTransposed(head, shape.width(), shape.vocabulary())));
    }

    private Layer layer(int number) {
      String name = LmShape.layer(number);
      String attention = name + "self_attn.";
      float scale = (float) (1 / Math.sqrt(shape.headWidth()));
      float[] q = folder.floats(attention + "q_proj.weight");
      float[] queryNorm =
          shape.normed() ? folder.floats(attention + "q_norm.weight") : new float[0];
      float[] scaled = shape.normed() ? queryNorm : q;
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= scale;
      }
      return new Layer(
          folder.floats(name + "input_layernorm.weight"),
          beside(
              shape.width(),
              q,
              folder.floats(attention + "k_proj.weight"),
              folder.floats(attention + "v_proj.weight")),
          queryNorm,
          shape.normed() ? folder.floats(attention + "k_norm.weight") : new float[0],
          linear(attention + "o_proj.weight", shape.heads() * shape.headWidth(), shape.width()),
          folder.floats(name + "post_attention_layernorm.weight"),
          feed(number, name + "mlp."));
    }

    private Feed feed(int layer, String name) {
      Optional<Experts> experts = shape.expertsOf(layer);
      if (experts.isEmpty()) {
        return dense(name, shape.hidden());
      }
      Experts e = experts.get();
      var all = new ArrayList<Dense>();
      for (int number = 0; number < e.count(); number++) {
        all.add(dense(Experts.expert(name, number), e.hidden()));
      }
      boolean shares = e.sharedHidden() > 0;
      return new Mixture(
          e,
          linear(name + "gate.weight", shape.width(), e.count()),
          List.copyOf(all),
          shares ? Optional.of(dense(name + "shared_expert.", e.sharedHidden())) : Optional.empty(),
          shares ? folder.floats(name + "shared_expert_gate.weight") : new float[0]);
    }

    private Dense dense(String name, int hidden) {
      return new Dense(
          beside(
              shape.width(),
              folder.floats(name + "gate_proj.weight"),
              folder.floats(name + "up_proj.weight")),
          linear(name + "down_proj.weight", hidden, shape.width()));
    }

    private Linear linear(String name, int in, int out) {
      return Linear.of(kernels.packTransposed(folder.floats(name), in, out));
    }

    private Linear beside(int in, float[]... parts_OI) {
      int size = 0;
      for (float[] part : parts_OI) {
        size += part.length;
      }
      float[] all = new float[size];
      int at = 0;
      for (float[] part : parts_OI) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return Linear.of(kernels.packTransposed(all, in, size / in));
    }
  }
}
