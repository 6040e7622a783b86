package io.adlib.llm.lexical;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * BM25 over some documents (Robertson and Zaragoza 2009, k₁ = 1.2, b = .75, idf as in Lucene).
 * Immutable and thread-safe.
 */
public final class Bm25 {

  private static final double K1 = 1.2;
  private static final double B = .75;

  private record Posting(int document, int count) {}

  private final Map<String, List<Posting>> postings = new HashMap<>();
  private final int[] length_N;
  private final double meanLength;

  /** Documents are numbered in their order. */
  public Bm25(List<String> documents) {
    length_N = new int[documents.size()];
    for (int d = 0; d < length_N.length; d++) {
      Map<String, Integer> counts = new HashMap<>();
      for (String word : Words.of(documents.get(d))) {
        counts.merge(word, 1, Integer::sum);
        length_N[d]++;
      }
      int document = d;
      counts.forEach(
          (word, count) ->
              postings
                  .computeIfAbsent(word, _ -> new ArrayList<>())
                  .add(new Posting(document, count)));
    }
    meanLength = Math.max(1, IntStream.of(length_N).average().orElse(1));
  }

  /** ln(1 + (N − n + ½)/(n + ½)): how telling a word, as {@link Words} has it, is. */
  public double idf(String word) {
    double n = postings.getOrDefault(word, List.of()).size();
    return Math.log1p((length_N.length - n + .5) / (n + .5));
  }

  /** The score of every document. */
  public double[] scores(String query) {
    double[] score_N = new double[length_N.length];
    for (String word : new LinkedHashSet<>(Words.of(query))) {
      double idf = idf(word);
      for (Posting posting : postings.getOrDefault(word, List.of())) {
        score_N[posting.document()] +=
            idf * saturated(posting.count(), length_N[posting.document()]);
      }
    }
    return score_N;
  }

  private double saturated(int count, int length) {
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / meanLength));
  }

  /** The best documents with a score above 0, best first; of equals, the lower number first. */
  public List<Integer> best(String query, int most) {
    double[] score_N = scores(query);
    return IntStream.range(0, score_N.length)
        .filter(d -> score_N[d] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer d) -> -score_N[d]))
        .limit(most)
        .toList();
  }

  /** Σ idf of the query's words that a text has, over Σ idf of all: in [0,1]. */
  public double coverage(String query, String text) {
    var words = new LinkedHashSet<>(Words.of(text));
    double all = 0;
    double found = 0;
    for (String word : new LinkedHashSet<>(Words.of(query))) {
      all += idf(word);
      found += words.contains(word) ? idf(word) : 0;
    }
    return all == 0 ? 0 : found / all;
  }

  /** The most telling words of a text, best first: count · idf. */
  public List<String> keywords(String text, int most) {
    Map<String, Integer> counts = new java.util.LinkedHashMap<>();
    Words.of(text).stream()
        .filter(word -> word.length() > 2 && !word.chars().allMatch(Character::isDigit))
        .forEach(word -> counts.merge(word, 1, Integer::sum));
    return counts.keySet().stream()
        .sorted(Comparator.comparingDouble(word -> -counts.getOrDefault(word, 0) * idf(word)))
        .limit(most)
        .toList();
  }
}
