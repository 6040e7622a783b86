package io.adlib.learn.crossencoder;

import io.adlib.encode.text.TokenPair;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs packed end to end, shortest first. Made inside a step and valid in it.
 *
 * @param token_P ids
 * @param position_P place in the pair
 * @param type_P 0 in the first text, 1 in the second
 * @param mask of each group's scores, by its first sequence, [B,1,1,T]: −∞ where a pair has ended
 * @param mean_BP what makes of positions the mean of each pair
 */
record PairBatch(
    Packing packing,
    Tensor token_P,
    Tensor position_P,
    Tensor type_P,
    Map<Integer, Tensor> mask,
    Tensor mean_BP) {

  /** Packs pairs, ascending by length. */
  static PairBatch of(List<TokenPair> pairs) {
    int[] lengths = pairs.stream().mapToInt(TokenPair::length).toArray();
    var packing = new Packing(lengths);
    int total = packing.positions();
    int[] tokens = new int[total];
    int[] positions = new int[total];
    int[] types = new int[total];
    float[] means = new float[Math.multiplyExact(lengths.length, total)];
    int p = 0;
    for (int b = 0; b < lengths.length; b++) {
      TokenPair pair = pairs.get(b);
      for (int t = 0; t < lengths[b]; t++, p++) {
        tokens[p] = pair.ids()[t];
        positions[p] = t;
        types[p] = t < pair.first() ? 0 : 1;
        means[b * total + p] = 1f / lengths[b];
      }
    }
    Map<Integer, Tensor> masks = new HashMap<>();
    for (Group group : packing.groups()) {
      masks.put(group.firstSequence(), mask(group, lengths));
    }
    return new PairBatch(
        packing,
        Tensor.of(tokens, total),
        Tensor.of(positions, total),
        Tensor.of(types, total),
        masks,
        Tensor.of(means, lengths.length, total));
  }

  private static Tensor mask(Group group, int[] lengths) {
    float[] mask = new float[group.sequences() * group.length()];
    for (int b = 0; b < group.sequences(); b++) {
      int end = (b + 1) * group.length();
      int from = b * group.length() + lengths[group.firstSequence() + b];
      java.util.Arrays.fill(mask, from, end, Float.NEGATIVE_INFINITY);
    }
    return Tensor.of(mask, group.sequences(), 1, 1, group.length());
  }
}
