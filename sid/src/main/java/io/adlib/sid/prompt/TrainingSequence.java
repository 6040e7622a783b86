package io.adlib.sid.prompt;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.TokenKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt with what some of its positions are to predict. The arrays are not copied: treat them as
 * immutable.
 *
 * @param prompt what the generator reads
 * @param target_T the item (its number in the {@link SemanticIds}) to be generated from each
 *     position, or −1 where none is
 */
public record TrainingSequence(Prompt prompt, int[] target_T) {

  /**
   * A pure item sequence, as public datasets have: I tokens only, action and gap 0, each position
   * predicting the next item; the last item is a target only. One longer than {@code maxLength} is
   * cut into windows that overlap by half, each target in the first window that holds its position
   * only. Fewer than two items give none.
   *
   * @param items numbers in {@code ids}, oldest first
   */
  public static List<TrainingSequence> ofItems(int[] items, SemanticIds ids, GeneratorShape shape) {
    var sequences = new ArrayList<TrainingSequence>();
    for (Window window : Window.over(Math.max(0, items.length - 1), shape.maxLength())) {
      int[] target_T = Arrays.copyOfRange(items, window.from() + 1, window.to() + 1);
      Arrays.fill(target_T, 0, window.fresh() - window.from(), -1);
      sequences.add(
          new TrainingSequence(prompt(items, window.from(), window.to(), ids, shape), target_T));
    }
    return sequences;
  }

  /**
   * The prompt whose last position predicts what follows an item sequence: its last {@code
   * maxLength} items, as {@link #ofItems} writes them.
   */
  public static Prompt promptOf(int[] items, SemanticIds ids, GeneratorShape shape) {
    return prompt(items, Math.max(0, items.length - shape.maxLength()), items.length, ids, shape);
  }

  private static Prompt prompt(
      int[] items, int from, int to, SemanticIds ids, GeneratorShape shape) {
    int length = to - from;
    byte[] kind_T = new byte[length];
    Arrays.fill(kind_T, (byte) TokenKind.ITEM.ordinal());
    int[] rows_TF = new int[length * shape.rowsPerPosition()];
    for (int t = 0; t < length; t++) {
      int[] rows = shape.itemRows(ids, items[from + t]);
      System.arraycopy(rows, 0, rows_TF, t * shape.rowsPerPosition(), rows.length);
    }
    return new Prompt(kind_T, new byte[length], new byte[length], rows_TF);
  }
}
