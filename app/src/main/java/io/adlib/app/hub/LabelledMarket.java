package io.adlib.app.hub;

import io.adlib.app.pipeline.LearntPairs;
import io.adlib.core.Catalogue;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.llm.output.RelevanceLabel;
import io.adlib.market.demo.DemoTeacher;
import io.adlib.sid.relevance.RelevanceModel;
import io.adlib.sid.relevance.RelevantAds;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Relevance models of a market: of a language model's labels, of a few grades by the truth, and of
 * both. The graded pairs are among the labelled ones, evenly from the whole list.
 */
final class LabelledMarket {

  private final HubMarket market;
  private final List<RelevanceLabel> labels;
  private final List<RelevanceLabel> graded;
  private final Seed seed;
  private final Progress progress;
  private final RelevanceModel model;

  LabelledMarket(
      HubMarket market, List<RelevanceLabel> labels, int grades, Seed seed, Progress progress) {
    this.market = market;
    this.labels = labels;
    this.seed = seed;
    this.progress = progress;
    double step = Math.max(1, (double) labels.size() / grades);
    graded =
        IntStream.range(0, Math.min(grades, labels.size()))
            .mapToObj(i -> labels.get((int) (i * step)))
            .toList();
    model = trained(true, false);
  }

  /** Of the labels alone. */
  RelevanceModel model() {
    return model;
  }

  /** What the models make of the order of a search's candidates. */
  List<HubRow> order(String writer) {
    return new SearchOrder(market)
        .rows(
            writer,
            labels.size(),
            labels.stream().map(RelevanceLabel::query).collect(Collectors.toSet()),
            over(model),
            graded.size(),
            over(trained(false, true)),
            over(trained(true, true)),
            seed);
  }

  private RelevantAds over(RelevanceModel made) {
    return new RelevantAds(made, market.market().catalogue());
  }

  private RelevanceModel trained(boolean byModel, boolean byTruth) {
    Catalogue catalogue = market.market().catalogue();
    var pairs = new LearntPairs(catalogue);
    if (byModel) {
      labels.forEach(label -> pairs.label(label.query(), label.ad(), label.grade().number()));
    }
    if (byTruth) {
      var teacher = new DemoTeacher();
      for (RelevanceLabel label : graded) {
        var ad = catalogue.ads().get(catalogue.adIndex(label.ad()));
        var fit = teacher.fit(teacher.read(label.query()), teacher.read(ad));
        pairs.grade(label.query(), label.ad(), fit.ordinal() + 1);
      }
    }
    try (var words = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
      return pairs.train(words, seed.of("relevance"), progress).model();
    }
  }
}
