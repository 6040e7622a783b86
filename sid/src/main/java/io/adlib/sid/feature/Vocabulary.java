package io.adlib.sid.feature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words of the catalogue, numbered, with their inverse document frequency ln(1 + N/df). A word is a
 * run of two or more letters or digits, in lower case, without a plural s. Thread-safe once built.
 */
final class Vocabulary {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final float[] idf_V;
  private final int[] hash_V;

  Vocabulary(List<String> documents) {
    var counts = new ArrayList<Integer>();
    for (String document : documents) {
      for (String word : split(document)) {
        Integer number = numbers.putIfAbsent(word, counts.size());
        if (number == null) {
          counts.add(1);
        } else {
          counts.set(number, counts.get(number) + 1);
        }
      }
    }
    idf_V = new float[counts.size()];
    hash_V = new int[counts.size()];
    numbers.forEach((word, number) -> hash_V[number] = word.hashCode());
    for (int w = 0; w < idf_V.length; w++) {
      idf_V[w] = (float) Math.log1p(documents.size() / (double) counts.get(w));
    }
  }

  int size() {
    return idf_V.length;
  }

  float idf(int word) {
    return idf_V[word];
  }

  /** A hash of the word itself, the same in every catalogue. */
  int hash(int word) {
    return hash_V[word];
  }

  /** The numbers of the known words of a text, each once. */
  int[] words(String text) {
    return split(text).stream()
        .mapToInt(word -> numbers.getOrDefault(word, -1))
        .filter(number -> number >= 0)
        .toArray();
  }

  /** Distinct words in order of appearance. */
  private static java.util.Set<String> split(String text) {
    var words = new java.util.LinkedHashSet<String>();
    String lower = text.toLowerCase(Locale.ROOT);
    int from = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inside = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        if (i - from >= 2) {
          boolean plural = i - from > 3 && lower.charAt(i - 1) == 's' && lower.charAt(i - 2) != 's';
          words.add(lower.substring(from, plural ? i - 1 : i));
        }
        from = -1;
      }
    }
    return words;
  }
}
