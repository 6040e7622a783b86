package io.adlib.sid.relevance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words that a market's ads and queries are made of, each with its inverse document frequency and a
 * vector of what it means. A word is a run of letters or digits, in lower case, without a plural s.
 * Words that are not in it have a number too, below 0, by which they can be told apart, and count
 * as the rarest do. Immutable and thread-safe.
 */
public final class Lexicon {

  private final List<String> words;
  private final Map<String, Integer> numbers;
  private final float[] idf_V;
  private final float[] vector_VE;
  private final int width;
  private final float rarest;
  private final int[][] trigrams_V;

  /**
   * @param words each once
   * @param idf_V above 0
   * @param vector_VE row-major, each of length 1, or 0 where nothing is known
   * @param rarest idf of a word that is not among them
   * @throws IllegalArgumentException if these contradict each other
   */
  public Lexicon(List<String> words, float[] idf_V, float[] vector_VE, float rarest) {
    if (words.isEmpty()
        || idf_V.length != words.size()
        || vector_VE.length % words.size() != 0
        || !(rarest > 0 && rarest < 1e6)) {
      throw new IllegalArgumentException(
          "%d words, %d idf, %d of vectors, %s for the rest"
              .formatted(words.size(), idf_V.length, vector_VE.length, rarest));
    }
    this.words = List.copyOf(words);
    this.idf_V = idf_V.clone();
    this.vector_VE = vector_VE.clone();
    this.rarest = rarest;
    width = vector_VE.length / words.size();
    numbers = HashMap.newHashMap(words.size());
    trigrams_V = new int[words.size()][];
    for (int v = 0; v < words.size(); v++) {
      if (numbers.putIfAbsent(words.get(v), v) != null || !(idf_V[v] > 0 && idf_V[v] < 1e6)) {
        throw new IllegalArgumentException(words.get(v) + " has an idf of " + idf_V[v]);
      }
      trigrams_V[v] = trigrams(words.get(v));
    }
  }

  /** How often words stand in texts, and nothing of what they mean. */
  public static Lexicon counted(List<String> texts, int most) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String text : texts) {
      new HashSet<>(split(text)).stream().sorted().forEach(w -> counts.merge(w, 1, Integer::sum));
    }
    List<String> kept =
        counts.keySet().stream()
            .sorted((a, b) -> counts.getOrDefault(b, 0) - counts.getOrDefault(a, 0))
            .limit(most)
            .toList();
    float[] idf_V = new float[kept.size()];
    for (int v = 0; v < idf_V.length; v++) {
      idf_V[v] = idf(texts.size(), counts.getOrDefault(kept.get(v), 1));
    }
    return new Lexicon(kept, idf_V, new float[0], idf(texts.size(), 0));
  }

  /** ln(1 + (N − n + ½)/(n + ½)), as BM25 has it. */
  private static float idf(int documents, int with) {
    return (float) Math.log1p((documents - with + .5) / (with + .5));
  }

  /** The same words with vectors. */
  public Lexicon with(float[] other_VE) {
    return new Lexicon(words, idf_V, other_VE, rarest);
  }

  /** The words of a text, in order, with repetition. */
  public static List<String> split(String text) {
    var found = new ArrayList<String>();
    String lower = text.toLowerCase(Locale.ROOT);
    int from = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inside = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
      if (inside && from < 0) {
        from = i;
      } else if (!inside && from >= 0) {
        found.add(singular(lower.substring(from, i)));
        from = -1;
      }
    }
    return found;
  }

  /** A word in lower case without its plural s. */
  public static String singular(String word) {
    int n = word.length();
    if (n > 4 && word.endsWith("ies")) {
      return word.substring(0, n - 3) + "y";
    }
    if (n > 4 && (word.endsWith("ches") || word.endsWith("shes") || word.endsWith("xes"))) {
      return word.substring(0, n - 2);
    }
    boolean plural = n > 3 && word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us");
    return plural ? word.substring(0, n - 1) : word;
  }

  /** The numbers of a text's words, in order, with repetition. */
  int[] numbers(String text) {
    return split(text).stream().mapToInt(this::number).toArray();
  }

  int number(String word) {
    Integer number = numbers.get(word);
    return number == null ? -1 - (word.hashCode() & 0x3fffffff) : number;
  }

  /** In their order. */
  public List<String> words() {
    return words;
  }

  /** V. */
  public int size() {
    return words.size();
  }

  /** E; 0 where nothing is known of what words mean. */
  public int width() {
    return width;
  }

  float idf(int number) {
    return number < 0 ? rarest : idf_V[number];
  }

  /** The idf of each, in the order of the words; the caller's own. */
  public float[] idf() {
    return idf_V.clone();
  }

  /** Row-major; the caller's own. */
  public float[] vectors() {
    return vector_VE.clone();
  }

  /** Idf of a word that is not among them. */
  public float rarest() {
    return rarest;
  }

  /** How alike two words are in meaning, −1 to 1; 0 if either is not known. */
  float likeness(int a, int b) {
    if (a < 0 || b < 0) {
      return 0;
    }
    float dot = 0;
    for (int e = 0; e < width; e++) {
      dot += vector_VE[a * width + e] * vector_VE[b * width + e];
    }
    return dot;
  }

  /** Adds a word's vector, as much as it tells. */
  void add(int number, float[] sum_E) {
    for (int e = 0; number >= 0 && e < width; e++) {
      sum_E[e] += idf_V[number] * vector_VE[number * width + e];
    }
  }

  /** How alike two words are written: Dice's coefficient of their trigrams, 0 to 1. */
  float spelling(int[] trigrams, int number) {
    if (number < 0) {
      return 0;
    }
    int[] other = trigrams_V[number];
    int both = 0;
    for (int i = 0, j = 0; i < trigrams.length && j < other.length; ) {
      int order = Integer.compare(trigrams[i], other[j]);
      both += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return 2f * both / (trigrams.length + other.length);
  }

  /** Hashes of a word's trigrams, its ends marked, sorted, each once. */
  static int[] trigrams(String word) {
    String marked = "^" + word + "$";
    int[] all = new int[marked.length() - 2];
    for (int i = 0; i < all.length; i++) {
      all[i] = (marked.charAt(i) * 31 + marked.charAt(i + 1)) * 31 + marked.charAt(i + 2);
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }
}
