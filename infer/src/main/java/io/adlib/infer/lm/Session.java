package io.adlib.infer.lm;

import io.adlib.core.InputException;
import io.adlib.infer.lm.LmWeights.Layer;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.LmShape;
import java.util.Arrays;

/**
 * One text as a model reads it, token after token; keys and values of all that was read are kept,
 * so that a further token costs one row. Cut back to a common beginning it reads other endings. Not
 * thread-safe.
 */
public final class Session {

  /** Rows read at once; longer prompts come in portions. */
  private static final int PORTION = 128;

  private final LmShape shape;
  private final LmWeights weights;
  private final Kernels kernels;
  private final FeedForward feedForward;
  private final Rotary rotary;
  private final int capacity;

  /** Of each layer, [K,capacity,d]. */
  private final float[][] keys;

  private final float[][] values;
  private final float[] x;
  private final float[] normed;
  private final float[] qkv;
  private final float[] mixed;
  private final float[] added;
  private final float[] scores;
  private final float[] zeros;
  private final float[] logits;
  private int length;

  Session(LmShape shape, LmWeights weights, Kernels kernels, int capacity) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
    this.capacity = capacity;
    int width = shape.width();
    int kept = shape.keyHeads() * capacity * shape.headWidth();
    keys = new float[shape.layers()][kept];
    values = new float[shape.layers()][kept];
    rotary = new Rotary(shape.headWidth(), shape.rope(), capacity);
    int rows = Math.min(PORTION, capacity);
    x = new float[rows * width];
    normed = new float[rows * width];
    added = new float[rows * width];
    qkv = new float[rows * qkvWidth()];
    mixed = new float[rows * shape.heads() * shape.headWidth()];
    scores = new float[capacity];
    logits = new float[shape.vocabulary()];
    feedForward = new FeedForward(shape, kernels, rows);
    zeros = new float[Math.max(shape.vocabulary(), Math.max(qkvWidth(), width))];
  }

  private int qkvWidth() {
    return (shape.heads() + 2 * shape.keyHeads()) * shape.headWidth();
  }

  /** How many tokens were read. */
  public int length() {
    return length;
  }

  /** How many more it can read. */
  public int room() {
    return capacity - length;
  }

  /** Forgets all but the first tokens. */
  public void rewind(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(length + " tokens back to " + newLength);
    }
    length = newLength;
  }

  /**
   * Reads tokens.
   *
   * @return the next token's logits, [V]; valid until the next call
   * @throws InputException if the text becomes longer than the session has room for
   */
  public float[] read(int... tokens) {
    for (int from = 0; from < tokens.length; from += PORTION) {
      int rows = Math.min(PORTION, tokens.length - from);
      boolean last = from + rows == tokens.length;
      readRows(tokens, from, rows, last ? 1 : 0);
      if (last) {
        head(0);
      }
    }
    return logits;
  }

  /**
   * Reads tokens and says how likely each was, after those before it.
   *
   * @param next the first token's logits, as {@link #read} has just given them
   * @return log-probabilities, one a token
   */
  public double[] score(float[] next, int... tokens) {
    double[] logP = new double[tokens.length];
    if (tokens.length > 0) {
      logP[0] = logP(next, tokens[0]);
    }
    for (int from = 0; from < tokens.length; from += PORTION) {
      int rows = Math.min(PORTION, tokens.length - from);
      readRows(tokens, from, rows, rows);
      for (int r = 0; r < rows; r++) {
        if (from + r + 1 < tokens.length) {
          head(r);
          logP[from + r + 1] = logP(logits, tokens[from + r + 1]);
        }
      }
    }
    return logP;
  }

  private double logP(float[] of, int token) {
    return of[token] - kernels.logSumExp(of, 0, of.length);
  }

  /**
   * Reads some rows.
   *
   * @param wanted how many of the last ones come out of the last layer, as the first rows of x; of
   *     the others it only keeps keys and values
   */
  private void readRows(int[] tokens, int from, int rows, int wanted) {
    int width = shape.width();
    if (rows > room()) {
      throw new InputException(
          "a text of more than " + capacity + " tokens",
          "shorten the prompt, or the answer's bound");
    }
    for (int r = 0; r < rows; r++) {
      if (tokens[from + r] < 0 || tokens[from + r] >= shape.vocabulary()) {
        throw new IllegalArgumentException("no token has the id " + tokens[from + r]);
      }
      System.arraycopy(weights.embedding(), tokens[from + r] * width, x, r * width, width);
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      Layer of = weights.layers().get(layer);
      keep(of, keys[layer], values[layer], rows);
      int left = layer == shape.layers() - 1 ? wanted : rows;
      if (left == 0) {
        break;
      }
      if (left < rows) {
        System.arraycopy(x, (rows - left) * width, x, 0, left * width);
        System.arraycopy(qkv, (rows - left) * qkvWidth(), qkv, 0, left * qkvWidth());
      }
      attention(of, keys[layer], values[layer], length + rows - left, left);
      norm(of.feedNorm(), left);
      feedForward.run(of.feed(), normed, left, added);
      kernels.axpy(1, added, 0, x, 0, left * width);
    }
    length += rows;
  }

  /** Makes queries, keys and values of the rows, and keeps the latter two. */
  private void keep(Layer layer, float[] keysOf, float[] valuesOf, int rows) {
    int d = shape.headWidth();
    norm(layer.attentionNorm(), rows);
    gemm(rows, normed, shape.width(), layer.qkv(), qkv, qkvWidth());
    for (int r = 0; r < rows; r++) {
      int queryAt = r * qkvWidth();
      int keyAt = queryAt + shape.heads() * d;
      int valueAt = keyAt + shape.keyHeads() * d;
      for (int h = 0; h < shape.heads() + shape.keyHeads(); h++) {
        if (shape.normed()) {
          float[] gain = h < shape.heads() ? layer.queryNorm() : layer.keyNorm();
          FeedForward.rmsNorm(
              kernels, shape.epsilon(), qkv, queryAt + h * d, gain, qkv, queryAt + h * d, d);
        }
        rotary.turn(qkv, queryAt + h * d, length + r);
      }
      for (int k = 0; k < shape.keyHeads(); k++) {
        int at = (k * capacity + length + r) * d;
        System.arraycopy(qkv, keyAt + k * d, keysOf, at, d);
        System.arraycopy(qkv, valueAt + k * d, valuesOf, at, d);
      }
    }
  }

  /**
   * Adds to rows of x what their queries find.
   *
   * @param before how many tokens stand before the first of them
   */
  private void attention(Layer layer, float[] keysOf, float[] valuesOf, int before, int rows) {
    int d = shape.headWidth();
    int group = shape.heads() / shape.keyHeads();
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < shape.heads(); h++) {
        int base = h / group * capacity * d;
        int queryAt = r * qkvWidth() + h * d;
        attend(queryAt, keysOf, valuesOf, base, before + r + 1, (r * shape.heads() + h) * d);
      }
    }
    gemm(rows, mixed, shape.heads() * d, layer.out(), added, shape.width());
    kernels.axpy(1, added, 0, x, 0, rows * shape.width());
  }

  /** One head of one token over all it may see. */
  private void attend(int queryAt, float[] keysOf, float[] valuesOf, int base, int seen, int to) {
    int d = shape.headWidth();
    for (int t = 0; t < seen; t++) {
      scores[t] = kernels.dot(qkv, queryAt, keysOf, base + t * d, d);
    }
    kernels.softmax(scores, 0, seen);
    Arrays.fill(mixed, to, to + d, 0);
    for (int t = 0; t < seen; t++) {
      kernels.axpy(scores[t], valuesOf, base + t * d, mixed, to, d);
    }
  }

  private void norm(float[] gain, int rows) {
    int width = shape.width();
    for (int r = 0; r < rows; r++) {
      FeedForward.rmsNorm(kernels, shape.epsilon(), x, r * width, gain, normed, r * width, width);
    }
  }

  private void head(int row) {
    int width = shape.width();
    FeedForward.rmsNorm(kernels, shape.epsilon(), x, row * width, weights.norm(), normed, 0, width);
    gemm(1, normed, width, weights.head(), logits, shape.vocabulary());
  }

  private void gemm(int rows, float[] in, int stride, Linear w, float[] out, int outStride) {
    w.apply(kernels, rows, in, 0, stride, zeros, out, 0, outStride);
  }
}
