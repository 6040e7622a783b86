package io.adlib.learn.generator;

import io.adlib.core.Seed;
import io.adlib.learn.attention.PackedAttention;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.RowSums;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The generator as {@link GeneratorShape} defines it, with gradients. Letters: P packed positions,
 * D width, H heads, T positions of a group's longest sequence, F hidden, C codes, M rows to decode.
 * Not thread-safe.
 */
public final class Generator implements AutoCloseable {

  private final GeneratorShape shape;
  private final Parameters parameters;
  private final double embeddingScale;

  /** A fresh model. */
  public Generator(GeneratorShape shape, Seed seed) {
    this.shape = shape;
    parameters = new Parameters(seed.of("generator"));
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
      linear(block + ".uqkv", d, 4 * d, .02);
      parameters.constant(block + ".position", 0, shape.heads(), shape.positions());
      linear(block + ".out", d, d, .02);
      normByKind(block + ".ffn_norm");
      for (int kind = 0; kind < shape.feedForwards(); kind++) {
        linear(shape.feed(i, kind) + "up", d, f, .02);
        linear(shape.feed(i, kind) + "down", f, d, .02);
      }
    }
    normByKind("final_norm");
    for (int level = shape.joint(); level < shape.depth(); level++) {
      String decode = "decode." + level;
      parameters.constant(decode + ".norm.gain", 1, d);
      parameters.constant(decode + ".norm.bias", 0, d);
      linear(decode + ".up", d, f, .02);
      linear(decode + ".down", f, d, .02);
      parameters.constant(decode + ".out_norm.gain", 1, d);
      parameters.constant(decode + ".out_norm.bias", 0, d);
    }
    if (shape.hasEvaluator()) {
      head("value.root", 1);
      for (int level = shape.joint(); level <= shape.depth(); level++) {
        head(GeneratorShape.valueHead(level), d);
      }
      parameters.constant("value.rows", 0, shape.rows(), 1);
    }
  }

  private void head(String name, int out) {
    parameters.constant(name + ".norm.gain", 1, shape.width());
    parameters.constant(name + ".norm.bias", 0, shape.width());
    linear(name + ".up", shape.width(), shape.evaluator(), .02);
    linear(name + ".down", shape.evaluator(), out, .02);
  }

  private void normByKind(String name) {
    int kinds = TokenKind.values().length;
    parameters.constant(name + ".gain", 1, kinds, shape.width());
    parameters.constant(name + ".bias", 0, kinds, shape.width());
  }

  private void linear(String name, int in, int out, double deviation) {
    parameters.normal(name + ".weight", deviation, in, out);
    parameters.constant(name + ".bias", 0, out);
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
    x_PD = dropout.apply(x_PD, r.embeddingDropout());
    for (int i = 0; i < shape.blocks(); i++) {
      x_PD = attend(x_PD, "block." + i, batch, r, dropout);
      x_PD = feedForward(x_PD, i, batch, r, dropout);
    }
    return norm(x_PD, "final_norm", batch);
  }

  private Tensor attend(
      Tensor x_PD, String block, PromptBatch batch, GeneratorRegularisation r, Dropout dropout) {
    int d = shape.width();
    Tensor uqkv_P4D = linear(norm(x_PD, block + ".attn_norm", batch), block + ".uqkv", r);
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
    return x.layerNorm(weight(name + ".gain"), weight(name + ".bias"));
  }

  private Tensor norm(Tensor x_PD, String name, PromptBatch batch) {
    Tensor gain = weight(name + ".gain");
    Tensor bias = weight(name + ".bias");
    if (batch.onlyKind() >= 0) {
      return x_PD.layerNorm(
          gain.narrow(0, batch.onlyKind(), 1).reshape(shape.width()),
          bias.narrow(0, batch.onlyKind(), 1).reshape(shape.width()));
    }
    return x_PD.layerNorm().mul(batch.kind_PK().matmul(gain)).add(batch.kind_PK().matmul(bias));
  }

  private Tensor linear(Tensor x, String name, GeneratorRegularisation r) {
    return x.linear(weight(name + ".weight"), weight(name + ".bias"), r.precision());
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
