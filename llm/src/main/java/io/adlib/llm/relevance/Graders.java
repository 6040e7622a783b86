package io.adlib.llm.relevance;

import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The graders that need no training but a calibration. */
public final class Graders {

  private Graders() {}

  /** Words alone. */
  public static Grader lexical() {
    return new LinearGrader("lexical", LexicalFeatures::new);
  }

  /**
   * Words alone; cosines of the encoder; both. The texts of all rows are encoded once, here.
   *
   * @param encoder used now, not afterwards
   */
  public static List<Grader> untrained(
      List<Judgment> rows, Encoder<String> encoder, Progress progress) {
    Features cosines = cosines(rows, encoder, progress);
    return List.of(
        lexical(),
        new LinearGrader("minilm cosine", _ -> cosines),
        new LinearGrader("lexical + minilm", train -> both(new LexicalFeatures(train), cosines)));
  }

  private static Features both(Features first, Features second) {
    return row -> {
      double[] a = first.of(row);
      double[] b = second.of(row);
      double[] all = java.util.Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, all, a.length, b.length);
      return all;
    };
  }

  private static Features cosines(List<Judgment> rows, Encoder<String> encoder, Progress progress) {
    var texts = new LinkedHashSet<String>();
    for (Judgment row : rows) {
      texts.add(row.query());
      texts.add(row.title());
      texts.add(row.text());
    }
    var list = new ArrayList<>(texts);
    float[] vector_ND = encoder.encode(list, progress);
    Map<String, Integer> number = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      number.put(list.get(i), i);
    }
    int dimension = encoder.dimension();
    return row ->
        new double[] {
          dot(vector_ND, dimension, number, row.query(), row.title()),
          dot(vector_ND, dimension, number, row.query(), row.text())
        };
  }

  private static double dot(
      float[] vector_ND, int dimension, Map<String, Integer> number, String a, String b) {
    int i = number.getOrDefault(a, 0) * dimension;
    int j = number.getOrDefault(b, 0) * dimension;
    double sum = 0;
    for (int d = 0; d < dimension; d++) {
      sum += vector_ND[i + d] * vector_ND[j + d];
    }
    return sum;
  }
}
