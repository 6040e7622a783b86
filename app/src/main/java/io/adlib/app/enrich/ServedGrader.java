package io.adlib.app.enrich;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import io.adlib.learn.relevance.Meanings;
import io.adlib.learn.relevance.RelevanceTraining;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.relevance.Thresholds;
import io.adlib.sid.relevance.AdText;
import io.adlib.sid.relevance.AdTexts;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RatedPairs;
import io.adlib.sid.relevance.RelevanceModel;
import io.adlib.sid.relevance.RelevantAds;
import java.util.ArrayList;
import java.util.List;

/**
 * The relevance model that a release serves, trained on the training rows; the products' texts are
 * known to it, as a catalogue's are. Its mean grades become grades by cuts chosen on those rows.
 *
 * @param encoder of single words
 */
record ServedGrader(Encoder<String> encoder, Seed seed) implements Grader {

  private static final int WORDS = 20_000;

  @Override
  public String name() {
    return "relevance model, as served";
  }

  @Override
  public int[] grade(List<Judgment> train, List<Judgment> test, Progress progress) {
    var rows = new ArrayList<>(train);
    rows.addAll(test);
    List<AdText> products =
        rows.stream().map(row -> new AdText(row.title(), List.of(), row.description(), 0)).toList();
    var texts = new ArrayList<>(products.stream().map(AdText::all).distinct().toList());
    train.stream().map(Judgment::query).distinct().forEach(texts::add);
    Lexicon lexicon = Meanings.of(Lexicon.counted(texts, WORDS), encoder, progress);
    var ads = new AdTexts(lexicon, products);
    var pairs = new RatedPairs(ads);
    for (int i = 0; i < train.size(); i++) {
      pairs.add(train.get(i).query(), i, train.get(i).grade(), 1);
    }
    RelevanceModel model =
        RelevanceTraining.train(pairs.rows(), lexicon, seed, Progress.SILENT).model();
    double[] score_N = scores(new RelevantAds(model, ads), rows);
    int learnt = train.size();
    int[] grade_N = train.stream().mapToInt(Judgment::grade).toArray();
    return Thresholds.fit(java.util.Arrays.copyOf(score_N, learnt), grade_N)
        .grades(java.util.Arrays.copyOfRange(score_N, learnt, rows.size()));
  }

  private static double[] scores(RelevantAds ads, List<Judgment> rows) {
    double[] score_N = new double[rows.size()];
    for (int i = 0; i < score_N.length; i++) {
      RelevantAds.Grades grades = ads.at(rows.get(i).query());
      score_N[i] = grades.isEmpty() ? RelevanceModel.LEAST : grades.of(i);
    }
    return score_N;
  }
}
