package io.adlib.app.hub;

import io.adlib.app.lm.DemoExamples;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Kappa;
import io.adlib.llm.relevance.Grader;
import io.adlib.llm.relevance.Graders;
import io.adlib.llm.relevance.Judgment;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The relevance model that learns from words, on a few of the truth's own grades, and on those with
 * a language model's grades for many more pairs; tested on queries and ads that neither had.
 */
final class LabelGain {

  private static final int GOLD = 60;
  private static final int LABELLED = 1200;
  private static final int TEST = 800;

  private final List<QueryAd> gold;
  private final List<QueryAd> open;
  private final List<Judgment> test;

  LabelGain(DemoExamples examples) {
    List<QueryAd> learned = examples.pairs(false);
    gold = spread(learned, GOLD);
    open = spread(learned.stream().filter(pair -> !gold.contains(pair)).toList(), LABELLED);
    test =
        spread(examples.pairs(true), TEST).stream()
            .map(pair -> judgment(pair, pair.label().orElseThrow()))
            .toList();
  }

  List<HubRow> rows(HubWriter writer, Seed seed, Progress progress) throws InterruptedException {
    Map<String, RelevanceTask.Answer> labels = writer.write(new RelevanceTask(), open, progress);
    var few = new ArrayList<Judgment>();
    gold.forEach(pair -> few.add(judgment(pair, pair.label().orElseThrow())));
    var many = new ArrayList<>(few);
    for (QueryAd pair : open) {
      RelevanceTask.Answer label = labels.get(pair.id());
      if (label != null) {
        many.add(judgment(pair, label.grade().number()));
      }
    }
    Grader grader = Graders.lexical();
    int[] before_N = grader.grade(few, test, progress);
    int[] after_N = grader.grade(many, test, progress);
    Map<String, Integer> queries = new HashMap<>();
    int[] group_N =
        test.stream()
            .mapToInt(row -> queries.computeIfAbsent(row.query(), _ -> queries.size()))
            .toArray();
    int[] all = IntStream.range(0, test.size()).toArray();
    ToDoubleFunction<int[]> before = kappa(before_N);
    ToDoubleFunction<int[]> after = kappa(after_N);
    return List.of(
        new HubRow(
            "labels",
            writer.name(),
            "relevance QWK, %d labels beside %d grades".formatted(many.size() - few.size(), GOLD),
            test.size(),
            before.applyAsDouble(all),
            after.applyAsDouble(all),
            new Paired(group_N, seed).difference(after, before)));
  }

  private ToDoubleFunction<int[]> kappa(int[] guess_N) {
    return cases ->
        Kappa.quadratic(
            IntStream.of(cases).map(i -> test.get(i).grade()).toArray(),
            IntStream.of(cases).map(i -> guess_N[i]).toArray(),
            1,
            4);
  }

  private static Judgment judgment(QueryAd pair, int grade) {
    return new Judgment(
        pair.id(), pair.query(), pair.ad().item().title(), pair.ad().item().sheet(), grade);
  }

  private static <T> List<T> spread(List<T> all, int most) {
    double step = Math.max(1, (double) all.size() / most);
    return IntStream.range(0, Math.min(most, all.size()))
        .mapToObj(i -> all.get((int) (i * step)))
        .toList();
  }
}
