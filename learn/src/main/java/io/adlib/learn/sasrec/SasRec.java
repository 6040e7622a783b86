package io.adlib.learn.sasrec;

import io.adlib.core.Seed;
import io.adlib.learn.attention.PackedAttention;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * SASRec (arXiv 1808.09781) with pre-norm blocks, trained with the cross-entropy over all items.
 * The item table is input and output at once; start values are random, so an item's number carries
 * no meaning. Letters: P packed positions, N items, D width, T positions, H heads. Not thread-safe.
 */
public final class SasRec implements AutoCloseable {

  private static final int CHUNK = 1024;
  private final SasRecConfig config;
  private final int itemCount;
  private final Parameters parameters;
  private final Tensor item_ND;
  private final Tensor position_TD;

  /** A fresh model. */
  public SasRec(int itemCount, SasRecConfig config, Seed seed) {
    this.itemCount = itemCount;
    this.config = config;
    parameters = new Parameters(seed.of("sasrec"));
    int d = config.width();
    item_ND = parameters.normal("item", .02, itemCount, d);
    position_TD = parameters.normal("position", .02, config.maxLength(), d);
    for (int i = 0; i < config.blocks(); i++) {
      String block = "block." + i;
      norm(block + ".attn_norm");
      linear(block + ".qkv", d, 3 * d);
      linear(block + ".out", d, d);
      norm(block + ".ffn_norm");
      linear(block + ".up", d, config.hidden());
      linear(block + ".down", config.hidden(), d);
    }
    norm("final_norm");
  }

  private void norm(String name) {
    parameters.constant(name + ".gain", 1, config.width());
    parameters.constant(name + ".bias", 0, config.width());
  }

  private void linear(String name, int in, int out) {
    parameters.normal(name + ".weight", .02, in, out);
    parameters.constant(name + ".bias", 0, out);
  }

  /** The hidden state after each position, [P,D]; item·h is an item's score as the next. */
  Tensor hidden(int[][] sequences, Dropout dropout) {
    int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
    Packing packing = new Packing(lengths);
    int[] items_P = Arrays.stream(sequences).flatMapToInt(Arrays::stream).toArray();
    int[] position_P = new int[items_P.length];
    int p = 0;
    for (int length : lengths) {
      for (int t = 0; t < length; t++) {
        position_P[p++] = t;
      }
    }
    Tensor x_PD =
        item_ND
            .rows(Tensor.of(items_P, items_P.length))
            .mul(Math.sqrt(config.width()))
            .add(position_TD.rows(Tensor.of(position_P, position_P.length)));
    x_PD = dropout.apply(x_PD, config.dropout());
    Map<Integer, Tensor> masks = new HashMap<>();
    for (int i = 0; i < config.blocks(); i++) {
      x_PD = block(x_PD, "block." + i, packing, masks, dropout);
    }
    return norm(x_PD, "final_norm");
  }

  private Tensor block(
      Tensor x_PD, String name, Packing packing, Map<Integer, Tensor> masks, Dropout dropout) {
    Tensor qkv_P3D = linear(norm(x_PD, name + ".attn_norm"), name + ".qkv");
    Tensor a_PD =
        PackedAttention.attend(
            packing,
            qkv_P3D,
            config.heads(),
            group -> masks.computeIfAbsent(group.length(), SasRec::causal),
            dropout,
            config.attentionDropout());
    x_PD = x_PD.add(dropout.apply(linear(a_PD, name + ".out"), config.dropout()));
    Tensor m_PD = norm(x_PD, name + ".ffn_norm");
    Tensor f_PF = dropout.apply(linear(m_PD, name + ".up").relu(), config.dropout());
    return x_PD.add(dropout.apply(linear(f_PF, name + ".down"), config.dropout()));
  }

  private Tensor norm(Tensor x, String name) {
    return x.layerNorm(weight(name + ".gain"), weight(name + ".bias"));
  }

  private Tensor linear(Tensor x, String name) {
    return x.linear(weight(name + ".weight"), weight(name + ".bias"), config.precision());
  }

  private Tensor weight(String name) {
    return parameters.get(name);
  }

  /** [T,T]: −∞ above the diagonal. */
  static Tensor causal(int length) {
    float[] mask_TT = new float[length * length];
    for (int t = 0; t < length; t++) {
      Arrays.fill(mask_TT, t * length + t + 1, (t + 1) * length, Float.NEGATIVE_INFINITY);
    }
    return Tensor.of(mask_TT, length, length);
  }

  /** N. */
  public int itemCount() {
    return itemCount;
  }

  /** The settings it was made with. */
  public SasRecConfig config() {
    return config;
  }

  /** Its weights. */
  public Parameters parameters() {
    return parameters;
  }

  /** The item table, [N,D]. */
  Tensor items() {
    return item_ND;
  }

  /** Each item's vector as it stands, row-major [N,D]. */
  public float[] items_ND() {
    return Torch.step(item_ND::floats);
  }

  /**
   * The hidden state after each user's last item, as the model stands, row-major [U,D]: what an
   * item's vector is multiplied by to score it as the next.
   *
   * @param histories oldest first, none empty
   */
  public float[] users_UD(List<int[]> histories) {
    float[] users_UD = new float[histories.size() * config.width()];
    for (int from = 0; from < histories.size(); from += CHUNK) {
      int first = from;
      List<int[]> part = histories.subList(from, Math.min(histories.size(), from + CHUNK));
      Torch.stepWithoutGradient(
          () -> {
            float[] last = lastHidden(part);
            System.arraycopy(last, 0, users_UD, first * config.width(), last.length);
            return true;
          });
    }
    return users_UD;
  }

  private float[] lastHidden(List<int[]> histories) {
    int[] order =
        IntStream.range(0, histories.size())
            .boxed()
            .sorted(Comparator.comparingInt(b -> histories.get(b).length))
            .mapToInt(Integer::intValue)
            .toArray();
    int[][] recent =
        Arrays.stream(order)
            .mapToObj(histories::get)
            .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - config.maxLength()), h.length))
            .toArray(int[][]::new);
    int[] last_B = new int[recent.length];
    int position = -1;
    for (int i = 0; i < recent.length; i++) {
      position += recent[i].length;
      last_B[order[i]] = position;
    }
    return hidden(recent, Dropout.NONE).rows(Tensor.of(last_B, last_B.length)).floats();
  }

  @Override
  public void close() {
    parameters.close();
  }
}
