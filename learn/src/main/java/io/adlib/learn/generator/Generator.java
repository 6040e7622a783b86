package io.adlib.learn.generator;

import io.adlib.core.Seed;
import io.adlib.learn.attention.PackedAttention;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.RowSums;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The generator as {@link GeneratorShape} defines it, with gradients. Letters: P packed positions,
 * D width, H heads, T positions of a group's longest sequence, F hidden, C codes, M rows to decode.
 * Not thread-safe.
 */
public final class Generator implements AutoCloseable {

  private final GeneratorShape shape;
  private final Parameters parameters;
  private final Layers layers;
  private final Optional<RecursionRouter> router;
  private final Optional<ThinkingTokens> thinking;
  private final Optional<Refiner> refiner;
  private final double embeddingScale;

  /** A fresh model. */
  public Generator(GeneratorShape shape, Seed seed) {
    this.shape = shape;
    parameters = new Parameters(seed.of("generator"));
    layers = new Layers(parameters);
    int d = shape.width();
    int f = shape.hidden();
    embeddingScale = Math.sqrt(d);
    parameters.normal("embed.rows", .02, shape.rows(), d);
    parameters.normal("embed.kind", .02, TokenKind.values().length, d);
    parameters.normal("embed.action", .02, Prompt.ACTIONS, d);
    parameters.normal("embed.gap", .02, Prompt.GAPS, d);
    clearPaddingRow();
    for (int i = 0; i < shape.blocks(); i++) {
      String block = "block." + i;
      normByKind(block + ".attn_norm");
      layers.addLinear(block + ".uqkv", d, 4 * d);
      parameters.constant(block + ".position", 0, shape.heads(), shape.positions());
      layers.addLinear(block + ".out", d, d);
      normByKind(block + ".ffn_norm");
      for (int kind = 0; kind < shape.feedForwards(); kind++) {
        layers.addLinear(shape.feed(i, kind) + "up", d, f);
        layers.addLinear(shape.feed(i, kind) + "down", f, d);
      }
    }
    normByKind("final_norm");
    for (int level = shape.joint(); level < shape.depth(); level++) {
      String decode = "decode." + level;
      layers.addFeed(decode + ".", "norm", d, f);
      layers.addNorm(decode + ".out_norm", d);
    }
    if (shape.hasEvaluator()) {
      head("value.root", 1);
      for (int level = shape.joint(); level <= shape.depth(); level++) {
        head(GeneratorShape.valueHead(level), d);
      }
      parameters.constant("value.rows", 0, shape.rows(), 1);
    }
    GeneratorParts parts = shape.parts();
    if (parts.thought() > 0) {
      parameters.normal("thought.weight", Layers.START, parts.thought(), d);
    }
    router = when(parts.recursions() > 1, RecursionRouter::new);
    thinking = when(parts.thinking() > 0, ThinkingTokens::new);
    refiner = when(parts.refining() > 0, Refiner::new);
  }

  private void head(String name, int out) {
    layers.addNorm(name + ".norm", shape.width());
    layers.addLinear(name + ".up", shape.width(), shape.evaluator());
    layers.addLinear(name + ".down", shape.evaluator(), out);
  }

  private <T> Optional<T> when(boolean wanted, BiFunction<GeneratorShape, Layers, T> part) {
    return wanted ? Optional.of(part.apply(shape, layers)) : Optional.empty();
  }

  private void normByKind(String name) {
    layers.addNorm(name, shape.parts().norms(), shape.width());
  }

  private void clearPaddingRow() {
    var others = new BitSet();
    others.set(1, shape.rows());
    clearRowsBut(others);
  }

  /**
   * Sets all embedding rows but some to zero. What training never names then adds nothing: a path
   * that is new is the sum of its codes, not of noise.
   */
  void clearRowsBut(BitSet kept) {
    int d = shape.width();
    float[] rows_VD = weight("embed.rows").floats();
    for (int v = kept.nextClearBit(0); v < shape.rows(); v = kept.nextClearBit(v + 1)) {
      Arrays.fill(rows_VD, v * d, (v + 1) * d, 0);
    }
    parameters.set("embed.rows", rows_VD);
  }

  /**
   * h of every position, [P,D].
   *
   * @param rows of this model
   */
  Tensor encode(PromptBatch batch, RowSums rows, GeneratorRegularisation r, Dropout dropout) {
    Tensor x_PD =
        rows.of(batch.rows_PF(), batch.packing().positions())
            .add(batch.kind_PK().matmul(weight("embed.kind")))
            .add(batch.action_PA().matmul(weight("embed.action")))
            .add(batch.gap_PG().matmul(weight("embed.gap")))
            .mul(embeddingScale);
    if (shape.parts().thought() > 0) {
      x_PD = x_PD.add(batch.thought_PW().matmul(weight("thought.weight")));
    }
    x_PD = dropout.apply(x_PD, r.embeddingDropout());
    for (int i = 0; i < shape.blocks(); i++) {
      String block = "block." + i;
      Tensor uqkv_P4D = linear(norm(x_PD, block + ".attn_norm", batch), block + ".uqkv", r);
      x_PD = attend(x_PD, uqkv_P4D, block, batch, r, dropout);
      x_PD = feedForward(x_PD, i, batch, r, dropout);
      if (i == 0 && router.isPresent()) {
        x_PD = recur(x_PD, uqkv_P4D, batch, r, dropout);
      }
    }
    return norm(x_PD, "final_norm", batch);
  }

  /** Block 0 once more, as often as the router says, with the keys and values it had at first. */
  private Tensor recur(
      Tensor x_PD, Tensor uqkv_P4D, PromptBatch batch, GeneratorRegularisation r, Dropout dropout) {
    long d = shape.width();
    Tensor kv_P2D = uqkv_P4D.narrow(1, 2 * d, 2 * d);
    Tensor weight_D2D = weight("block.0.uqkv.weight").narrow(1, 0, 2 * d);
    Tensor bias_2D = weight("block.0.uqkv.bias").narrow(0, 0, 2 * d);
    Tensor share_P1 = Tensor.of(new float[] {1}, 1, 1);
    for (int n = 1; n < shape.parts().recursions(); n++) {
      share_P1 = router.orElseThrow().share(x_PD, n).mul(share_P1);
      Tensor uq_P2D =
          norm(x_PD, "block.0.attn_norm", batch).linear(weight_D2D, bias_2D, r.precision());
      Tensor y_PD = attend(x_PD, Tensor.concat(1, uq_P2D, kv_P2D), "block.0", batch, r, dropout);
      y_PD = feedForward(y_PD, 0, batch, r, dropout);
      x_PD = x_PD.add(y_PD.sub(x_PD).mul(share_P1));
    }
    return x_PD;
  }

  private Tensor attend(
      Tensor x_PD,
      Tensor uqkv_P4D,
      String block,
      PromptBatch batch,
      GeneratorRegularisation r,
      Dropout dropout) {
    int d = shape.width();
    Tensor u_PD = uqkv_P4D.narrow(1, 0, d);
    Packing packing = batch.packing();
    Tensor a_PD =
        PackedAttention.attend(
            packing,
            uqkv_P4D.narrow(1, d, 3L * d),
            shape.heads(),
            group -> bias(block, group, batch),
            Dropout.NONE,
            0);
    Tensor out_PD = linear(a_PD.mul(u_PD.silu()), block + ".out", r);
    return x_PD.add(dropout.apply(out_PD, r.dropout()));
  }

  /** The bias of the distance, [H,T,T], and −∞ at what is not visible. */
  private Tensor bias(String block, Group group, PromptBatch batch) {
    long t = group.length();
    Tensor distance_TTH =
        weight(block + ".position").transpose(0, 1).rows(batch.distance_TT(group));
    return distance_TTH.transpose(0, 1).reshape(shape.heads(), t, t).add(batch.invisible(group));
  }

  private Tensor feedForward(
      Tensor x_PD, int block, PromptBatch batch, GeneratorRegularisation r, Dropout dropout) {
    Tensor m_PD = norm(x_PD, "block." + block + ".ffn_norm", batch);
    if (shape.feedForwards() == 1 || batch.onlyKind() >= 0) {
      return x_PD.add(feed(m_PD, shape.feed(block, Math.max(0, batch.onlyKind())), r, dropout));
    }
    Tensor y_PD = x_PD;
    for (int kind = 0; kind < shape.feedForwards(); kind++) {
      int[] positions = batch.positionsOf(kind);
      if (positions.length > 0) {
        Tensor index = Tensor.of(positions, positions.length);
        Tensor feed_KD = feed(m_PD.rows(index), shape.feed(block, kind), r, dropout);
        y_PD = y_PD.add(feed_KD.scatterRows(index, x_PD.size(0)));
      }
    }
    return y_PD;
  }

  private Tensor feed(Tensor m_KD, String name, GeneratorRegularisation r, Dropout dropout) {
    Tensor up_KF = dropout.apply(linear(m_KD, name + "up", r).silu(), r.dropout());
    return dropout.apply(linear(up_KF, name + "down", r), r.dropout());
  }

  /**
   * What the codes are decoded from at some positions, h', [M,D].
   *
   * @param h_PD of {@link #encode}
   * @param position_M ascending
   */
  Tensor intent(
      Tensor h_PD,
      PromptBatch batch,
      int[] position_M,
      GeneratorRegularisation r,
      Dropout dropout) {
    Tensor h_MD = h_PD.rows(Tensor.of(position_M, position_M.length));
    Tensor condition_MD = h_MD;
    Tensor intent_MD = h_MD;
    if (thinking.isPresent()) {
      ThinkingTokens tokens = thinking.get();
      Tensor c_ND = tokens.think(h_PD, batch, position_M, r, dropout);
      intent_MD = intent_MD.add(dropout.apply(tokens.pool(c_ND, r), r.decoderDropout()));
      condition_MD = tokens.mean(c_ND);
    }
    return refiner.isPresent()
        ? intent_MD.add(refiner.get().token(condition_MD, r, dropout))
        : intent_MD;
  }

  /** s' of a level (from A on, counted from 0) from s, [M,D]. */
  Tensor refine(Tensor s_MD, int level, GeneratorRegularisation r, Dropout dropout) {
    String decode = "decode." + level;
    Tensor up_MF = linear(norm(s_MD, decode + ".norm"), decode + ".up", r).silu();
    Tensor down_MD = linear(dropout.apply(up_MF, r.decoderDropout()), decode + ".down", r);
    return s_MD.add(dropout.apply(down_MD, r.decoderDropout()));
  }

  /** What the nodes of a level are compared with, q, from s', [M,D]. */
  Tensor query(Tensor refined_MD, int level, GeneratorRegularisation r, Dropout dropout) {
    Tensor q_MD = norm(refined_MD, "decode." + level + ".out_norm");
    return dropout.apply(q_MD, r.decoderDropout());
  }

  /** s of the next level from s' of this one (or h) and the vectors of the nodes chosen, [M,D]. */
  Tensor choose(Tensor s_MD, Tensor node_MD) {
    return s_MD.add(node_MD.mul(embeddingScale));
  }

  /**
   * What a head of the evaluator says of states, [M,1] for {@code value.root}, else [M,D]; no
   * gradient goes back to the states.
   */
  Tensor value(Tensor states_MD, String head) {
    var none = GeneratorRegularisation.NONE;
    Tensor up_MG = linear(norm(states_MD.detach(), head + ".norm"), head + ".up", none).silu();
    return linear(up_MG, head + ".down", none);
  }

  /** Looks up what embedding rows add to log V, like {@link #rowSums}. */
  RowSums valueRowSums() {
    return new RowSums(weight("value.rows"));
  }

  /**
   * Looks up sums of embedding rows for one step, before {@link #exportScale}: what positions start
   * as, v of trie nodes from their two rows each, w from those of {@link GeneratorShape#pathRows}.
   */
  RowSums rowSums() {
    return new RowSums(weight("embed.rows"));
  }

  private Tensor norm(Tensor x, String name) {
    return layers.norm(x, name);
  }

  private Tensor norm(Tensor x_PD, String name, PromptBatch batch) {
    Tensor gain = weight(name + ".gain");
    Tensor bias = weight(name + ".bias");
    if (batch.onlyKind() >= 0 || !shape.parts().kindNorms()) {
      int kind = shape.parts().kindNorms() ? batch.onlyKind() : 0;
      return x_PD.layerNorm(
          gain.narrow(0, kind, 1).reshape(shape.width()),
          bias.narrow(0, kind, 1).reshape(shape.width()));
    }
    return x_PD.layerNorm().mul(batch.kind_PK().matmul(gain)).add(batch.kind_PK().matmul(bias));
  }

  private Tensor linear(Tensor x, String name, GeneratorRegularisation r) {
    return layers.linear(x, name, r);
  }

  private Tensor weight(String name) {
    return parameters.get(name);
  }

  /** What a weight is multiplied by to become the one that GeneratorShape names. */
  double exportScale(String name) {
    return name.startsWith("embed.") ? embeddingScale : 1;
  }

  /** Its dimensions. */
  public GeneratorShape shape() {
    return shape;
  }

  /** Its weights, embeddings still without {@link #exportScale}. */
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
