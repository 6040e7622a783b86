package io.adlib.learn.relevance;

import io.adlib.sid.relevance.Evidence;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RatedPairs.Row;
import io.adlib.sid.relevance.RelevanceModel;
import java.util.List;

/**
 * Fits a {@link RelevanceModel}: least negative log-likelihood of the grades under cumulative odds
 * (McCullagh 1980), with squares of weights added, by Adam (arXiv 1412.6980) over all pairs at
 * once. The same pairs give the same model.
 *
 * @param ridge on the weights of evidence
 * @param wordRidge on those of words
 */
record CumulativeOdds(double ridge, double wordRidge) {

  private static final int STEPS = 300;
  private static final double RATE = .08;
  private static final double BETA_1 = .9;
  private static final double BETA_2 = .99;

  /** Where the parameters begin: evidence, what is missing, what is dear, cuts. */
  private record Places(int missing, int dear, int cuts, int all) {
    static Places of(Lexicon lexicon) {
      int f = Evidence.NAMES.size();
      int v = lexicon.size();
      return new Places(f, f + v, f + 2 * v, f + 2 * v + 3);
    }
  }

  RelevanceModel fit(List<Row> rows, Lexicon lexicon) {
    Places at = Places.of(lexicon);
    double[] p = new double[at.all()];
    p[0] = 1;
    p[1] = 1;
    start(rows, p, at);
    double[] first = new double[p.length];
    double[] second = new double[p.length];
    double[] slope = new double[p.length];
    for (int step = 1; step <= STEPS; step++) {
      slope(rows, p, at, slope);
      double rate = RATE * (1 - (step - 1.0) / STEPS);
      for (int i = 0; i < p.length; i++) {
        first[i] += (1 - BETA_1) * (slope[i] - first[i]);
        second[i] += (1 - BETA_2) * (slope[i] * slope[i] - second[i]);
        double mean = first[i] / (1 - Math.pow(BETA_1, step));
        double scale = Math.sqrt(second[i] / (1 - Math.pow(BETA_2, step))) + 1e-9;
        p[i] -= rate * mean / scale;
      }
    }
    return model(p, at, lexicon);
  }

  /** The cuts as they were if nothing but the grades' shares were known. */
  private static void start(List<Row> rows, double[] p, Places at) {
    double all = 2;
    double[] below = {.5, 1, 1.5};
    for (Row row : rows) {
      all += row.weight();
      for (int k = 0; k < 3; k++) {
        below[k] += row.grade() <= k + 1 ? row.weight() : 0;
      }
    }
    double lowest = Math.log(below[0] / (all - below[0]));
    p[at.cuts()] = 1 + lowest;
    double before = lowest;
    for (int k = 1; k < 3; k++) {
      double logit = Math.log(below[k] / (all - below[k]));
      p[at.cuts() + k] = Math.log(Math.max(.05, logit - before));
      before = logit;
    }
  }

  /** The cuts rise: the first is free, each further one lies e^p above. */
  private static double[] cuts(double[] p, Places at) {
    double first = p[at.cuts()];
    double second = first + Math.exp(p[at.cuts() + 1]);
    return new double[] {first, second, second + Math.exp(p[at.cuts() + 2])};
  }

  private void slope(List<Row> rows, double[] p, Places at, double[] slope) {
    java.util.Arrays.fill(slope, 0);
    double[] cut = cuts(p, at);
    double[] byCut = new double[3];
    double all = 0;
    for (Row row : rows) {
      double score = score(row, p, at);
      double above = row.grade() == 4 ? 1 : sigmoid(cut[row.grade() - 1] - score);
      double below = row.grade() == 1 ? 0 : sigmoid(cut[row.grade() - 2] - score);
      double mass = Math.max(1e-12, above - below);
      double w = row.weight();
      all += w;
      byScore(row, -w * (above + below - 1), at, slope);
      if (row.grade() < 4) {
        byCut[row.grade() - 1] -= w * above * (1 - above) / mass;
      }
      if (row.grade() > 1) {
        byCut[row.grade() - 2] += w * below * (1 - below) / mass;
      }
    }
    slope[at.cuts()] = byCut[0] + byCut[1] + byCut[2];
    slope[at.cuts() + 1] = (byCut[1] + byCut[2]) * (cut[1] - cut[0]);
    slope[at.cuts() + 2] = byCut[2] * (cut[2] - cut[1]);
    for (int i = 0; i < at.cuts(); i++) {
      slope[i] += (i < at.missing() ? ridge : wordRidge) * p[i];
    }
    for (int i = 0; i < slope.length; i++) {
      slope[i] /= all;
    }
  }

  private static void byScore(Row row, double by, Places at, double[] slope) {
    float[] x_F = row.x_F();
    for (int f = 0; f < x_F.length; f++) {
      slope[f] += by * x_F[f];
    }
    for (int q = 0; q < row.word_Q().length; q++) {
      slope[at.missing() + row.word_Q()[q]] -= by * row.missing_Q()[q];
      slope[at.dear() + row.word_Q()[q]] += by * row.dear_Q()[q];
    }
  }

  private static double score(Row row, double[] p, Places at) {
    double score = 0;
    float[] x_F = row.x_F();
    for (int f = 0; f < x_F.length; f++) {
      score += p[f] * x_F[f];
    }
    for (int q = 0; q < row.word_Q().length; q++) {
      int word = row.word_Q()[q];
      score += p[at.dear() + word] * row.dear_Q()[q] - p[at.missing() + word] * row.missing_Q()[q];
    }
    return score;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static RelevanceModel model(double[] p, Places at, Lexicon lexicon) {
    double[] cut = cuts(p, at);
    return new RelevanceModel(
        lexicon,
        part(p, 0, at.missing()),
        part(p, at.missing(), at.dear()),
        part(p, at.dear(), at.cuts()),
        new float[] {(float) cut[0], (float) cut[1], (float) cut[2]});
  }

  private static float[] part(double[] p, int from, int to) {
    float[] part = new float[to - from];
    for (int i = 0; i < part.length; i++) {
      part[i] = (float) p[from + i];
    }
    return part;
  }

  /** The mean grade that a model gives a pair, in [1,4]. */
  static double grade(RelevanceModel model, Row row) {
    double score = 0;
    for (int f = 0; f < row.x_F().length; f++) {
      score += model.weight_F()[f] * row.x_F()[f];
    }
    for (int q = 0; q < row.word_Q().length; q++) {
      int word = row.word_Q()[q];
      score +=
          model.dear_V()[word] * row.dear_Q()[q] - model.missing_V()[word] * row.missing_Q()[q];
    }
    double grade = 1;
    for (float cut : model.cut_3()) {
      grade += sigmoid(score - cut);
    }
    return grade;
  }
}
