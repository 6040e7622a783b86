package io.adlib.learn.generator;

import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Thinking tokens with gradients, as {@link io.adlib.sid.GeneratorParts} defines them: K learnt
 * tokens a position to decode, which look back over the sequence up to it. All positions of a group
 * of sequences look at once. Letters: P packed positions, M of them to decode, B sequences of a
 * group, T its longest, W most to decode of one of them. Not thread-safe.
 */
final class ThinkingTokens {

  private final GeneratorShape shape;
  private final Layers layers;
  private final int tokens;

  ThinkingTokens(GeneratorShape shape, Layers layers) {
    this.shape = shape;
    this.layers = layers;
    tokens = shape.parts().thinking();
    int d = shape.width();
    layers.parameters().normal("think.tokens", Layers.START, tokens, d);
    layers.addNorm("think.attn_norm", d);
    layers.addLinear("think.query", d, d);
    layers.addLinear("think.kv", d, 2 * d);
    layers.parameters().constant("think.position", 0, shape.heads(), shape.positions());
    layers.addLinear("think.out", d, d);
    layers.addFeed("think.", "ffn_norm", d, shape.hidden());
    layers.addNorm("think.last_norm", d);
    layers.addLinear("think.pool", tokens * d, d);
  }

  /**
   * What the tokens of some positions came to, [M·K,D].
   *
   * @param position_M ascending
   */
  Tensor think(
      Tensor h_PD,
      PromptBatch batch,
      int[] position_M,
      GeneratorRegularisation r,
      Dropout dropout) {
    int m = position_M.length;
    int d = shape.width();
    Tensor h_MD = h_PD.rows(Tensor.of(position_M, m));
    Tensor c_ND =
        h_MD.unsqueeze(1).add(layers.weight("think.tokens")).reshape((long) m * tokens, d);
    Tensor q_ND = layers.linear(layers.norm(c_ND, "think.attn_norm"), "think.query", r);
    Tensor kv_P2D = layers.linear(h_PD, "think.kv", r);
    Tensor out_ND = layers.linear(look(q_ND, kv_P2D, batch, position_M), "think.out", r);
    c_ND = c_ND.add(dropout.apply(out_ND, r.decoderDropout()));
    Tensor up_NF = layers.linear(layers.norm(c_ND, "think.ffn_norm"), "think.up", r).silu();
    Tensor down_ND = layers.linear(up_NF, "think.down", r);
    return layers.norm(c_ND.add(dropout.apply(down_ND, r.decoderDropout())), "think.last_norm");
  }

  /** The tokens of each position side by side, through one map, [M,D]. */
  Tensor pool(Tensor c_ND, GeneratorRegularisation r) {
    return layers.linear(c_ND.reshape(-1, (long) tokens * shape.width()), "think.pool", r);
  }

  /** The tokens of each position, averaged, [M,D]. */
  Tensor mean(Tensor c_ND) {
    return c_ND.reshape(-1, tokens, shape.width()).sum(1).mul(1.0 / tokens);
  }

  private Tensor look(Tensor q_ND, Tensor kv_P2D, PromptBatch batch, int[] position_M) {
    var parts = new ArrayList<Tensor>();
    int from = 0;
    for (Group group : batch.packing().groups()) {
      int to = from;
      while (to < position_M.length && position_M[to] < group.first() + group.positions()) {
        to++;
      }
      if (to > from) {
        int[] own = Arrays.copyOfRange(position_M, from, to);
        Tensor q = q_ND.narrow(0, (long) from * tokens, (long) own.length * tokens);
        parts.add(look(q, kv_P2D, batch, group, own));
      }
      from = to;
    }
    return Tensor.concat(0, parts.toArray(Tensor[]::new));
  }

  private Tensor look(
      Tensor q_ND, Tensor kv_P2D, PromptBatch batch, Group group, int[] position_M) {
    long b = group.sequences();
    long t = group.length();
    long heads = shape.heads();
    long d = shape.width() / heads;
    Places places = places(batch, group, position_M);
    long w = places.most();
    Tensor kv_BHTd =
        kv_P2D
            .narrow(0, group.first(), group.positions())
            .rows(group.pad_BT())
            .reshape(b, t, 2 * heads, d)
            .transpose(1, 2);
    Tensor k_BHTd = kv_BHTd.narrow(1, 0, heads);
    Tensor v_BHTd = kv_BHTd.narrow(1, heads, heads);
    Tensor q_BHNd =
        q_ND.reshape(position_M.length, tokens * heads * d)
            .rows(Tensor.of(places.pad_BW(), b * w))
            .reshape(b, w * tokens, heads, d)
            .transpose(1, 2);
    Tensor score_BHNT = q_BHNd.mul(1 / Math.sqrt(d)).matmul(k_BHTd.transpose(2, 3));
    Tensor bias_BHWT = nearness(batch, group, places).add(hidden(places, b, w, t));
    Tensor weight_BHNT =
        score_BHNT
            .reshape(b, heads, w, tokens, t)
            .add(bias_BHWT.unsqueeze(3))
            .softmax()
            .reshape(b, heads, w * tokens, t);
    return weight_BHNT
        .matmul(v_BHTd)
        .transpose(1, 2)
        .reshape(b * w, tokens * heads * d)
        .rows(Tensor.of(places.unpad_M(), position_M.length))
        .reshape((long) position_M.length * tokens, heads * d);
  }

  /** The bias of the distance, [B,H,W,T]. */
  private Tensor nearness(PromptBatch batch, Group group, Places places) {
    long t = group.length();
    long rows = places.time_BW().length;
    return layers
        .weight("think.position")
        .transpose(0, 1)
        .rows(batch.distance_TT(group))
        .reshape(t, t * shape.heads())
        .rows(Tensor.of(places.time_BW(), rows))
        .reshape(group.sequences(), places.most(), t, shape.heads())
        .transpose(1, 3)
        .transpose(2, 3);
  }

  /** −∞ at what comes later, [B,1,W,T]. */
  private static Tensor hidden(Places places, long b, long w, long t) {
    float[] mask = new float[Math.toIntExact(b * w * t)];
    for (int row = 0; row < places.time_BW().length; row++) {
      int after = (int) (row * t) + places.time_BW()[row] + 1;
      Arrays.fill(mask, after, (int) ((row + 1) * t), Float.NEGATIVE_INFINITY);
    }
    return Tensor.of(mask, b, 1, w, t);
  }

  /**
   * Where a group's positions to decode stand in a rectangle with a row a sequence.
   *
   * @param most W
   * @param pad_BW which of them is at each place; 0 beyond a sequence's last
   * @param time_BW its position in its sequence
   * @param unpad_M the place of each
   */
  private record Places(int most, int[] pad_BW, int[] time_BW, int[] unpad_M) {}

  private static Places places(PromptBatch batch, Group group, int[] position_M) {
    int[] count_B = new int[group.sequences()];
    int[] sequence_M = new int[position_M.length];
    int[] time_M = new int[position_M.length];
    int m = 0;
    int start = group.first();
    for (int b = 0; b < count_B.length; b++) {
      int end = start + batch.length(group.firstSequence() + b);
      for (; m < position_M.length && position_M[m] < end; m++) {
        sequence_M[m] = b;
        time_M[m] = position_M[m] - start;
        count_B[b]++;
      }
      start = end;
    }
    int most = Arrays.stream(count_B).max().orElse(0);
    var places =
        new Places(
            most,
            new int[count_B.length * most],
            new int[count_B.length * most],
            new int[position_M.length]);
    int[] next_B = new int[count_B.length];
    for (m = 0; m < position_M.length; m++) {
      int place = sequence_M[m] * most + next_B[sequence_M[m]]++;
      places.pad_BW[place] = m;
      places.time_BW[place] = time_M[m];
      places.unpad_M[m] = place;
    }
    return places;
  }
}
