package io.adlib.sid.relevance;

import java.util.Arrays;

/**
 * An ad's words by number.
 *
 * @param title in order, with repetition
 * @param head those of title and category, sorted, each once
 * @param category those of the category, sorted, each once
 * @param all those of everything that is written, sorted, each once
 * @param meaning_E of the head, of length 1, in 127ths; empty if nothing is known
 * @param leaf the category's number, or −1 for none
 * @param dearness share of the category's ads that cost no more, 0 to 1; ½ where there is no price
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, kept small
record AdWords(
    int[] title,
    int[] head,
    int[] category,
    int[] all,
    byte[] meaning_E,
    int leaf,
    float dearness) {

  static AdWords of(AdText ad, Lexicon lexicon, int leaf, float dearness) {
    int[] title = lexicon.numbers(ad.title());
    int[] category = set(lexicon.numbers(String.join(" ", ad.category())));
    int[] head = set(lexicon.numbers(ad.title() + " " + String.join(" ", ad.category())));
    return new AdWords(
        title,
        head,
        category,
        set(lexicon.numbers(ad.all())),
        meaning(head, lexicon),
        leaf,
        dearness);
  }

  private static int[] set(int[] numbers) {
    return Arrays.stream(numbers).sorted().distinct().toArray();
  }

  static boolean has(int[] sorted, int word) {
    return Arrays.binarySearch(sorted, word) >= 0;
  }

  private static byte[] meaning(int[] words, Lexicon lexicon) {
    float[] unit_E = unit(words, lexicon);
    byte[] meaning_E = new byte[unit_E.length];
    for (int e = 0; e < unit_E.length; e++) {
      meaning_E[e] = (byte) Math.round(127 * unit_E[e]);
    }
    return meaning_E;
  }

  /** The mean of words' vectors by idf, of length 1, or 0. */
  static float[] unit(int[] words, Lexicon lexicon) {
    float[] sum_E = new float[lexicon.width()];
    for (int word : words) {
      lexicon.add(word, sum_E);
    }
    double squares = 0;
    for (float x : sum_E) {
      squares += (double) x * x;
    }
    float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
    for (int e = 0; e < sum_E.length; e++) {
      sum_E[e] *= scale;
    }
    return sum_E;
  }
}
