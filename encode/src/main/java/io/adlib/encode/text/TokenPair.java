package io.adlib.encode.text;

import java.util.Arrays;

/**
 * Two texts as a model of the BERT family reads them: {@code [CLS] first [SEP] second [SEP]}.
 *
 * @param ids token ids
 * @param first how many of them, from the start, belong to the first text (type 0); the others are
 *     of type 1
 */
public record TokenPair(int[] ids, int first) {

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /**
   * Joins two texts, each with its start and end token. The first keeps at most half of the places,
   * the second what is left; ends are cut.
   */
  static TokenPair of(long[] first, long[] second, int longest) {
    long[] a = cut(first, Math.max(3, longest / 2));
    long[] b = Arrays.copyOfRange(second, 1, second.length);
    long[] end = cut(b, Math.max(1, longest - a.length));
    int[] ids = new int[a.length + end.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(i < a.length ? a[i] : end[i - a.length]);
    }
    return new TokenPair(ids, a.length);
  }

  /** The first so many tokens, the last of them the text's end token. */
  private static long[] cut(long[] tokens, int longest) {
    long[] kept = Arrays.copyOf(tokens, Math.min(tokens.length, longest));
    kept[kept.length - 1] = tokens[tokens.length - 1];
    return kept;
  }
}
