package io.adlib.sid.relevance;

import java.util.ArrayList;
import java.util.List;

/**
 * Graded pairs of query and ad as a model sees them, for its training: dense evidence, and the
 * words of the query with their parts. Not thread-safe.
 */
public final class RatedPairs {

  private final AdTexts texts;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A pair.
   *
   * @param query as it was typed
   * @param x_F evidence
   * @param word_Q known words
   * @param missing_Q their share of the query where the ad does not have them, else 0
   * @param dear_Q their share times how dear the ad is
   * @param grade 1 to 4
   * @param weight above 0
   */
  @SuppressWarnings("ArrayRecordComponent") // read by a training loop
  public record Row(
      String query,
      float[] x_F,
      int[] word_Q,
      float[] missing_Q,
      float[] dear_Q,
      int grade,
      double weight) {}

  /** None yet. */
  public RatedPairs(AdTexts texts) {
    this.texts = texts;
  }

  /**
   * Adds one; a query without words is passed over.
   *
   * @throws IllegalArgumentException if the grade is none
   */
  public void add(String query, int ad, int grade, double weight) {
    if (grade < RelevanceModel.LEAST || grade > RelevanceModel.MOST) {
      throw new IllegalArgumentException("grade " + grade);
    }
    var evidence = new Evidence(texts, query);
    if (evidence.isEmpty()) {
      return;
    }
    float[] x_F = new float[Evidence.COUNT];
    evidence.look(ad, x_F);
    float dear = evidence.dear(ad);
    var words = new ArrayList<Integer>();
    for (int q = 0; q < evidence.word_Q.length; q++) {
      if (evidence.word_Q[q] >= 0) {
        words.add(q);
      }
    }
    int n = words.size();
    int[] word_Q = new int[n];
    float[] missing_Q = new float[n];
    float[] dear_Q = new float[n];
    for (int i = 0; i < n; i++) {
      int q = words.get(i);
      word_Q[i] = evidence.word_Q[q];
      missing_Q[i] = evidence.found_Q[q] ? 0 : evidence.share_Q[q];
      dear_Q[i] = evidence.share_Q[q] * dear;
    }
    rows.add(new Row(query, x_F, word_Q, missing_Q, dear_Q, grade, weight));
  }

  /** The pairs, in order. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The lexicon that words are numbered by. */
  public Lexicon lexicon() {
    return texts.lexicon();
  }
}
