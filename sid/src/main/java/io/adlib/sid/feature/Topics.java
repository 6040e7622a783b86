package io.adlib.sid.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says which category of ads a text is most likely about: the one with the largest Σ idf² · share
 * of the category's ads that have the word. So contents and queries, which have no category, meet
 * ads.
 */
final class Topics {

  /** About nothing that is advertised. */
  static final int NONE = 0;

  private static final float LEAST = 1;
  private final Vocabulary vocabulary;
  private final int[] leaf_K;
  private final float[] share_VK;

  Topics(Vocabulary vocabulary, int[] leaf_A, int[][] words_A) {
    this.vocabulary = vocabulary;
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    Arrays.stream(leaf_A).forEach(leaf -> numbers.putIfAbsent(leaf, numbers.size()));
    leaf_K = numbers.keySet().stream().mapToInt(Integer::intValue).toArray();
    share_VK = new float[vocabulary.size() * leaf_K.length];
    int[] ads_K = new int[leaf_K.length];
    for (int a = 0; a < leaf_A.length; a++) {
      int k = numbers.getOrDefault(leaf_A[a], 0);
      ads_K[k]++;
      for (int word : words_A[a]) {
        share_VK[word * leaf_K.length + k]++;
      }
    }
    for (int i = 0; i < share_VK.length; i++) {
      share_VK[i] /= ads_K[i % leaf_K.length];
    }
  }

  /** The category's hash, or {@link #NONE} if no category has much of the words. */
  int of(int[] words) {
    int best = NONE;
    float most = LEAST;
    for (int k = 0; k < leaf_K.length && words.length > 0; k++) {
      float sum = 0;
      for (int word : words) {
        float idf = vocabulary.idf(word);
        sum += idf * idf * share_VK[word * leaf_K.length + k];
      }
      if (sum > most) {
        most = sum;
        best = leaf_K[k];
      }
    }
    return best;
  }
}
