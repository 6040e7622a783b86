package io.adlib.learn.tiger;

import io.adlib.core.Seed;
import io.adlib.learn.attention.PackedAttention;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Generative retrieval as TIGER has it (arXiv 2305.05065): a transformer encoder reads the history
 * as tokens, L codes an item, and a decoder spells the next item's codes, one embedding table
 * serving both and the output. In T5's manner blocks are pre-norm and positions are relative; norms
 * and products have biases, and the feed-forward is SiLU's, as our generator's are.
 *
 * <p>One thing differs. T5's encoder lets every token see all of the history, so each target needs
 * an encoding of its own; here a token sees the items up to its own, whole, so that one encoding
 * serves every item of a sequence as a target, at about a fifth of the work.
 *
 * <p>Letters: P items in a batch, Q = P·L tokens, D width, H heads, F hidden, R rows of a search.
 * Not thread-safe.
 */
public final class Tiger implements AutoCloseable {

  private final TigerConfig config;
  private final Parameters parameters;

  /** A fresh model. */
  public Tiger(TigerConfig config, Seed seed) {
    this.config = config;
    parameters = new Parameters(seed.of("tiger"));
    int d = config.width();
    parameters.normal("embed", .02, 1 + config.depth() * config.codes(), d);
    parameters.constant("encoder.position", 0, config.heads(), config.buckets());
    parameters.constant("decoder.position", 0, config.heads(), config.depth());
    for (int i = 0; i < config.layers(); i++) {
      attention("encoder." + i + ".self");
      feed("encoder." + i + ".feed");
      attention("decoder." + i + ".self");
      norm("decoder." + i + ".cross.norm");
      linear("decoder." + i + ".cross.q", d, d);
      linear("decoder." + i + ".cross.kv", d, 2 * d);
      linear("decoder." + i + ".cross.out", d, d);
      feed("decoder." + i + ".feed");
    }
    norm("encoder.norm");
    norm("decoder.norm");
  }

  private void attention(String name) {
    norm(name + ".norm");
    linear(name + ".qkv", config.width(), 3 * config.width());
    linear(name + ".out", config.width(), config.width());
  }

  private void feed(String name) {
    norm(name + ".norm");
    linear(name + ".up", config.width(), config.hidden());
    linear(name + ".down", config.hidden(), config.width());
  }

  private void norm(String name) {
    parameters.constant(name + ".gain", 1, config.width());
    parameters.constant(name + ".bias", 0, config.width());
  }

  private void linear(String name, int in, int out) {
    parameters.normal(name + ".weight", .02, in, out);
    parameters.constant(name + ".bias", 0, out);
  }

  /** The token of a code; 0 is the decoder's start. */
  int token(int level, int code) {
    return 1 + level * config.codes() + code;
  }

  /**
   * The encoder's output, [Q,D].
   *
   * @param token_Q the items' codes, in the packing's order
   * @param packing of sequences of L tokens an item
   */
  Tensor encode(int[] token_Q, Packing packing, Precision precision, Dropout dropout) {
    Tensor x_QD = dropout.apply(embed(token_Q), config.dropout());
    Map<Integer, Tensor> biases = new HashMap<>();
    for (int i = 0; i < config.layers(); i++) {
      String self = "encoder." + i + ".self";
      Tensor qkv_Q3D = linear(norm(x_QD, self + ".norm"), self + ".qkv", precision);
      Tensor a_QD =
          PackedAttention.attend(
              packing,
              qkv_Q3D,
              config.heads(),
              group -> biases.computeIfAbsent(group.length(), this::encoderBias),
              Dropout.NONE,
              0);
      x_QD = x_QD.add(added(a_QD, self + ".out", precision, dropout));
      x_QD = feedForward(x_QD, "encoder." + i + ".feed", precision, dropout);
    }
    return norm(x_QD, "encoder.norm");
  }

  /** How the decoder's tokens look at the histories they belong to. */
  interface Cross {

    /**
     * @param q_QD the tokens' queries in a layer
     * @return what they see there, [Q,D]
     */
    Tensor attend(int layer, Tensor q_QD);
  }

  /**
   * The decoder's output, [R·n,D]: the state after n tokens of each of R rows.
   *
   * @param token_Rn a start and the first n−1 codes, row by row
   */
  Tensor decode(int[] token_Rn, int n, Cross cross, Precision precision, Dropout dropout) {
    int[] lengths = new int[token_Rn.length / n];
    Arrays.fill(lengths, n);
    var rows = new Packing(lengths);
    Tensor bias_Hnn = decoderBias(n);
    Tensor x_QD = dropout.apply(embed(token_Rn), config.dropout());
    for (int i = 0; i < config.layers(); i++) {
      String self = "decoder." + i + ".self";
      Tensor qkv_Q3D = linear(norm(x_QD, self + ".norm"), self + ".qkv", precision);
      Tensor a_QD =
          PackedAttention.attend(rows, qkv_Q3D, config.heads(), _ -> bias_Hnn, Dropout.NONE, 0);
      x_QD = x_QD.add(added(a_QD, self + ".out", precision, dropout));
      String other = "decoder." + i + ".cross";
      Tensor q_QD = linear(norm(x_QD, other + ".norm"), other + ".q", precision);
      x_QD = x_QD.add(added(cross.attend(i, q_QD), other + ".out", precision, dropout));
      x_QD = feedForward(x_QD, "decoder." + i + ".feed", precision, dropout);
    }
    return norm(x_QD, "decoder.norm");
  }

  /** What a decoder's layer sees of the encoder's output: keys and values side by side, [Q,2D]. */
  Tensor memory(Tensor encoded_QD, int layer, Precision precision) {
    return linear(encoded_QD, "decoder." + layer + ".cross.kv", precision);
  }

  /**
   * The looking of a training: every item's L decoder tokens stand where its L encoder tokens do,
   * and see the items up to it.
   */
  Cross alongside(Tensor encoded_QD, Packing packing, Precision precision) {
    Map<Integer, Tensor> masks = new HashMap<>();
    return (layer, q_QD) ->
        PackedAttention.attend(
            packing,
            Tensor.concat(1, q_QD, memory(encoded_QD, layer, precision)),
            config.heads(),
            group -> masks.computeIfAbsent(group.length(), t -> Tensor.of(unseen(t), t, t)),
            Dropout.NONE,
            0);
  }

  private Tensor feedForward(Tensor x_QD, String name, Precision precision, Dropout dropout) {
    Tensor up_QF = linear(norm(x_QD, name + ".norm"), name + ".up", precision).silu();
    return x_QD.add(
        added(dropout.apply(up_QF, config.dropout()), name + ".down", precision, dropout));
  }

  private Tensor added(Tensor x, String name, Precision precision, Dropout dropout) {
    return dropout.apply(linear(x, name, precision), config.dropout());
  }

  private Tensor embed(int[] token_Q) {
    return weight("embed").rows(Tensor.of(token_Q, token_Q.length)).mul(Math.sqrt(config.width()));
  }

  /** The vectors that a level's codes are compared with, [C,D]. */
  Tensor codes(int level) {
    return weight("embed").narrow(0, token(level, 0), config.codes());
  }

  /** −∞ at the tokens of later items, row-major [T,T]. */
  private float[] unseen(int tokens) {
    float[] mask_TT = new float[tokens * tokens];
    for (int t = 0; t < tokens; t++) {
      int end = (t / config.depth() + 1) * config.depth();
      Arrays.fill(mask_TT, t * tokens + end, (t + 1) * tokens, Float.NEGATIVE_INFINITY);
    }
    return mask_TT;
  }

  private Tensor encoderBias(int tokens) {
    int[] bucket_TT = new int[tokens * tokens];
    for (int t = 0; t < tokens; t++) {
      for (int s = 0; s < tokens; s++) {
        bucket_TT[t * tokens + s] = bucket(t - s);
      }
    }
    return bias("encoder.position", bucket_TT, tokens)
        .add(Tensor.of(unseen(tokens), tokens, tokens));
  }

  /**
   * Places inside the own item, looking ahead, have a bucket each; so have the near ones behind,
   * and the further ones share by the logarithm of the distance, as T5's do.
   */
  int bucket(int distance) {
    int ahead = config.depth() - 1;
    if (distance < 0) {
      return Math.min(ahead, -distance) - 1;
    }
    int behind = config.buckets() - ahead;
    int near = behind / 2;
    if (distance < near) {
      return ahead + distance;
    }
    double furthest = (double) config.maxItems() * config.depth() / near;
    int far = (int) (Math.log((double) distance / near) / Math.log(furthest) * (behind - near));
    return ahead + Math.min(behind - 1, near + far);
  }

  private Tensor decoderBias(int n) {
    int[] distance_nn = new int[n * n];
    float[] later_nn = new float[n * n];
    for (int t = 0; t < n; t++) {
      for (int s = 0; s < n; s++) {
        distance_nn[t * n + s] = Math.max(0, t - s);
        later_nn[t * n + s] = s > t ? Float.NEGATIVE_INFINITY : 0;
      }
    }
    return bias("decoder.position", distance_nn, n).add(Tensor.of(later_nn, n, n));
  }

  private Tensor bias(String name, int[] index_TT, int t) {
    Tensor bias_TTH = weight(name).transpose(0, 1).rows(Tensor.of(index_TT, index_TT.length));
    return bias_TTH.transpose(0, 1).reshape(config.heads(), t, t);
  }

  private Tensor norm(Tensor x, String name) {
    return x.layerNorm(weight(name + ".gain"), weight(name + ".bias"));
  }

  private Tensor linear(Tensor x, String name, Precision precision) {
    return x.linear(weight(name + ".weight"), weight(name + ".bias"), precision);
  }

  private Tensor weight(String name) {
    return parameters.get(name);
  }

  /** The settings it was made with. */
  public TigerConfig config() {
    return config;
  }

  /** Its weights. */
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
