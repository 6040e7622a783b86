package io.adlib.learn.lm;

import io.adlib.kernel.lm.LmShape;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Texts packed end to end, shortest first, without padding; attention never looks from one into
 * another. Made inside a step and valid in it.
 *
 * @param token_P ids
 * @param cosine_P1d rotary tables of each position in its own text
 * @param sine_P1d the same
 */
record LmBatch(Packing packing, Tensor token_P, Tensor cosine_P1d, Tensor sine_P1d) {

  /** Packs texts, ascending by length, each of a token at least. */
  static LmBatch of(LmShape shape, int[][] texts) {
    int[] lengths = Arrays.stream(texts).mapToInt(text -> text.length).toArray();
    int[] positions =
        Arrays.stream(lengths).flatMap(length -> IntStream.range(0, length)).toArray();
    var packing = new Packing(lengths);
    int[] tokens = Arrays.stream(texts).flatMapToInt(Arrays::stream).toArray();
    return new LmBatch(
        packing,
        Tensor.of(tokens, tokens.length),
        table(shape, positions, true),
        table(shape, positions, false));
  }

  /** Cosines or sines of positions, [P,1,d], both halves alike. */
  static Tensor table(LmShape shape, int[] positions, boolean cosine) {
    int d = shape.headWidth();
    float[] table = new float[positions.length * d];
    for (int p = 0; p < positions.length; p++) {
      for (int i = 0; i < d / 2; i++) {
        double angle = positions[p] * Math.pow(shape.rope(), -2.0 * i / d);
        float value = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
        table[p * d + i] = value;
        table[p * d + d / 2 + i] = value;
      }
    }
    return Tensor.of(table, positions.length, 1, d);
  }
}
