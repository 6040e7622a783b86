package io.adlib.learn.attention;

import io.adlib.learn.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * B sequences laid end to end as P positions, shortest sequences first, so that everything but
 * attention works on real positions only. For attention, sequences of like length form a group that
 * is padded to its longest. Made inside a step and valid in it.
 */
public final class Packing {

  /**
   * Sequences of like length.
   *
   * @param first the first position of the group
   * @param positions how many positions it has
   * @param firstSequence the first sequence of the group
   * @param sequences B of the group
   * @param length T, of its longest sequence
   * @param pad_BT the position, counted in the group, at each place of the padded rectangle; 0
   *     beyond a sequence's end
   * @param unpad_P the place of each position in the padded rectangle
   */
  public record Group(
      int first,
      int positions,
      int firstSequence,
      int sequences,
      int length,
      Tensor pad_BT,
      Tensor unpad_P) {}

  private final List<Group> groups = new ArrayList<>();
  private final int positions;

  /**
   * @param lengths of the sequences, ascending, each at least 1
   */
  public Packing(int[] lengths) {
    int total = 0;
    int from = 0;
    while (from < lengths.length) {
      int bound = Math.max(8, Integer.highestOneBit(Math.max(1, lengths[from] - 1)) * 2);
      int to = from;
      int count = 0;
      while (to < lengths.length && lengths[to] <= bound) {
        count += lengths[to++];
      }
      groups.add(group(lengths, from, to, total, count));
      total += count;
      from = to;
    }
    positions = total;
  }

  private static Group group(int[] lengths, int from, int to, int first, int count) {
    int longest = lengths[to - 1];
    int[] pad_BT = new int[(to - from) * longest];
    int[] unpad_P = new int[count];
    int position = 0;
    for (int b = 0; b < to - from; b++) {
      for (int t = 0; t < lengths[from + b]; t++) {
        pad_BT[b * longest + t] = position;
        unpad_P[position++] = b * longest + t;
      }
    }
    return new Group(
        first,
        count,
        from,
        to - from,
        longest,
        Tensor.of(pad_BT, pad_BT.length),
        Tensor.of(unpad_P, count));
  }

  /** Groups, shortest first. */
  public List<Group> groups() {
    return groups;
  }

  /** P, the number of positions. */
  public int positions() {
    return positions;
  }
}
