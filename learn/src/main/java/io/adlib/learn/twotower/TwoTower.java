package io.adlib.learn.twotower;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two towers (Yi et al., RecSys 2019: sampling-bias-corrected neural modelling for retrieval). The
 * item tower is a residual MLP on an item's own vector; the user tower is one on the
 * recency-weighted mean of the history's item vectors beside the newest. Both make unit vectors; a
 * score is their cosine over the temperature. Letters: B users, N items, D width, P items of all
 * histories. Not thread-safe.
 */
public final class TwoTower implements AutoCloseable {

  private static final int CHUNK = 4096;
  private final TwoTowerConfig config;
  private final int itemCount;
  private final Parameters parameters;
  private final Tensor item_ND;

  /** A fresh model. */
  public TwoTower(int itemCount, TwoTowerConfig config, Seed seed) {
    this.itemCount = itemCount;
    this.config = config;
    parameters = new Parameters(seed.of("twotower"));
    int d = config.width();
    item_ND = parameters.normal("item", 1 / Math.sqrt(d), itemCount, d);
    tower("user", 2 * d);
    tower("item", d);
  }

  private void tower(String name, int in) {
    parameters.normal(name + ".up.weight", 1 / Math.sqrt(in), in, config.hidden());
    parameters.constant(name + ".up.bias", 0, config.hidden());
    parameters.constant(name + ".down.weight", 0, config.hidden(), config.width());
    parameters.constant(name + ".down.bias", 0, config.width());
  }

  private Tensor residual(String name, Tensor input, Tensor stem_BD) {
    Tensor up =
        input.linear(parameters.get(name + ".up.weight"), parameters.get(name + ".up.bias")).silu();
    Tensor down =
        up.linear(parameters.get(name + ".down.weight"), parameters.get(name + ".down.bias"));
    return stem_BD.add(down).unit();
  }

  /** Unit vectors of items, [B,D]. */
  Tensor items(int[] items, Dropout dropout) {
    Tensor e_BD = dropout.apply(item_ND.rows(Tensor.of(items, items.length)), config.dropout());
    return residual("item", e_BD, e_BD);
  }

  /**
   * Unit vectors of users by their histories, [B,D].
   *
   * @param histories oldest first, none empty
   */
  Tensor users(List<int[]> histories, Dropout dropout) {
    int[][] recent =
        histories.stream()
            .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - config.history()), h.length))
            .toArray(int[][]::new);
    int[] items_P = Arrays.stream(recent).flatMapToInt(Arrays::stream).toArray();
    int[] user_P = new int[items_P.length];
    float[] weight_P = new float[items_P.length];
    int[] last_B = new int[recent.length];
    int p = 0;
    for (int b = 0; b < recent.length; b++) {
      int length = recent[b].length;
      double sum = 0;
      for (int t = 0; t < length; t++) {
        sum += Math.pow(config.recency(), t);
      }
      for (int t = 0; t < length; t++, p++) {
        user_P[p] = b;
        weight_P[p] = (float) (Math.pow(config.recency(), length - 1 - t) / sum);
      }
      last_B[b] = p - 1;
    }
    Tensor e_PD = dropout.apply(item_ND.rows(Tensor.of(items_P, items_P.length)), config.dropout());
    Tensor mean_BD =
        e_PD.mul(Tensor.of(weight_P, weight_P.length, 1))
            .scatterRows(Tensor.of(user_P, user_P.length), recent.length);
    Tensor newest_BD = e_PD.rows(Tensor.of(last_B, last_B.length));
    return residual("user", Tensor.concat(1, mean_BD, newest_BD), mean_BD);
  }

  /** Each item's vector as it stands, row-major [N,D], of length 1. */
  public float[] items_ND() {
    return all(itemCount, (from, to) -> items(IntStream.range(from, to).toArray(), Dropout.NONE));
  }

  /**
   * Vectors of users as the model stands, row-major, of length 1.
   *
   * @param histories oldest first, none empty
   */
  public float[] users_UD(List<int[]> histories) {
    return all(histories.size(), (from, to) -> users(histories.subList(from, to), Dropout.NONE));
  }

  private interface Rows {
    Tensor of(int from, int to);
  }

  private float[] all(int count, Rows rows) {
    float[] all = new float[count * config.width()];
    for (int from = 0; from < count; from += CHUNK) {
      int first = from;
      int last = Math.min(count, from + CHUNK);
      float[] part = Torch.stepWithoutGradient(() -> rows.of(first, last).floats());
      System.arraycopy(part, 0, all, first * config.width(), part.length);
    }
    return all;
  }

  /** N. */
  public int itemCount() {
    return itemCount;
  }

  /** The settings it was made with. */
  public TwoTowerConfig config() {
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
