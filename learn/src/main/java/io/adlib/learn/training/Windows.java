package io.adlib.learn.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sequences of items as a model reads them: one too long for it is cut, the newest window first and
 * full, and each window begins with the item that the one before it ended with. Immutable.
 */
public final class Windows {

  private final List<int[]> all = new ArrayList<>();

  /**
   * @param sequences items of each user, oldest first; those of fewer than two teach nothing
   * @param longest most items that are read; a window has one more, the last target
   */
  public Windows(int[][] sequences, int longest) {
    for (int[] sequence : sequences) {
      for (int to = sequence.length; to >= 2; to -= longest) {
        all.add(Arrays.copyOfRange(sequence, Math.max(0, to - 1 - longest), to));
      }
    }
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Those of some numbers, ascending in length, so that neighbours are padded by little. */
  public List<int[]> ascending(int[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(all::get)
        .sorted(Comparator.comparingInt(window -> window.length))
        .toList();
  }
}
