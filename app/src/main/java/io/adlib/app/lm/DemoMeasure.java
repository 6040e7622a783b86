package io.adlib.app.lm;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.metrics.Kappa;
import io.adlib.evaluate.metrics.Paired;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Reply;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.tags.TagsTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model is worth on the demo market's test ads: every answer through the task's own
 * verifier, and what was refused counts as nothing.
 *
 * @param examples the market's
 * @param most inputs of each task
 */
record DemoMeasure(DemoExamples examples, int most, Progress progress) {

  /**
   * A figure over any of the inputs, each as often as it is named.
   *
   * @param ad_N whose ad each input is about, by number
   */
  record Figure(int[] ad_N, ToDoubleFunction<int[]> over) {

    /** Over all inputs once. */
    double all() {
      return over.applyAsDouble(IntStream.range(0, ad_N.length).toArray());
    }

    /** How much more this is than another over the same inputs; 95 % by draws of ads. */
    Interval less(Figure other, Seed seed) {
      return new Paired(ad_N, seed).difference(over, other.over);
    }
  }

  /** Figures by name, in the order they are read. */
  Map<String, Figure> of(LanguageModel model) throws InterruptedException {
    var figures = new LinkedHashMap<String, Figure>();
    relevance(model, figures);
    queries(model, figures);
    tags(model, figures);
    copy(model, figures);
    return figures;
  }

  /** The values of figures over all inputs. */
  static Map<String, Double> values(Map<String, Figure> figures) {
    var values = new LinkedHashMap<String, Double>();
    figures.forEach((name, figure) -> values.put(name, figure.all()));
    return values;
  }

  /** Σ of what an input has over Σ of what it could have, for each of which it has its own. */
  private static Figure share(double[] has_N, double[] of_N) {
    return new Figure(
        IntStream.range(0, has_N.length).toArray(),
        inputs -> {
          double has = IntStream.of(inputs).mapToDouble(i -> has_N[i]).sum();
          double of = IntStream.of(inputs).mapToDouble(i -> of_N[i]).sum();
          return of == 0 ? 0 : has / of;
        });
  }

  /** Of all inputs, whether they were answered or not. */
  private static Figure ofAll(double[] has_N) {
    double[] one_N = new double[has_N.length];
    Arrays.fill(one_N, 1);
    return share(has_N, one_N);
  }

  /** Accepted answers with the place of their input. */
  private record Accepted<I, A>(int place, I input, A answer) {}

  private <I, A> List<Accepted<I, A>> ask(LanguageModel model, Task<I, A> task, List<I> inputs)
      throws InterruptedException {
    var accepted = new ArrayList<Accepted<I, A>>();
    try (Progress.Task told =
        progress.start("ask " + model.fingerprint() + " for " + task.name(), inputs.size())) {
      for (int i = 0; i < inputs.size(); i++) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Draft draft = Draft.of(task, inputs.get(i), DemoCorpus.LIMITS);
        if (model.ask(draft.prompt()) instanceof Reply.Answered answered
            && new Verifier(new Canaries()).check(task, inputs.get(i), draft, answered.text())
                instanceof Verdict.Accepted<A> verdict) {
          accepted.add(new Accepted<>(i, inputs.get(i), verdict.answer()));
        }
        told.advance(1);
      }
    }
    return accepted;
  }

  private void relevance(LanguageModel model, Map<String, Figure> figures)
      throws InterruptedException {
    List<QueryAd> inputs =
        spread(examples.relevance(true)).stream().map(DemoExamples.Labelled::input).toList();
    int[] truth_N = inputs.stream().mapToInt(pair -> pair.label().orElse(1)).toArray();
    int[] guess_N = new int[truth_N.length];
    Arrays.fill(guess_N, Grade.NONE.number());
    for (var one : ask(model, new RelevanceTask(), inputs)) {
      guess_N[one.place()] = one.answer().grade().number();
    }
    Map<String, Integer> numbers = new HashMap<>();
    int[] ad_N =
        inputs.stream()
            .mapToInt(pair -> numbers.computeIfAbsent(pair.ad().item().id(), _ -> numbers.size()))
            .toArray();
    figures.put(
        "relevance: quadratic weighted kappa",
        new Figure(
            ad_N,
            some ->
                Kappa.quadratic(
                    IntStream.of(some).map(i -> truth_N[i]).toArray(),
                    IntStream.of(some).map(i -> guess_N[i]).toArray(),
                    1,
                    4)));
    figures.put(
        "relevance: share of exact grades",
        new Figure(
            ad_N,
            some ->
                IntStream.of(some).filter(i -> truth_N[i] == guess_N[i]).count()
                    / Math.max(1.0, some.length)));
  }

  private void queries(LanguageModel model, Map<String, Figure> figures)
      throws InterruptedException {
    List<AdKeywords> inputs =
        spread(examples.queries(true)).stream().map(DemoExamples.Labelled::input).toList();
    double[] accepted_N = new double[inputs.size()];
    double[] typed_N = new double[inputs.size()];
    double[] about_N = new double[inputs.size()];
    double[] found_N = new double[inputs.size()];
    double[] written_N = new double[inputs.size()];
    for (var one : ask(model, new QueriesTask(), inputs)) {
      List<String> written = one.answer().queries().stream().map(QueriesTask.Query::text).toList();
      int topic = examples.facts(one.input().number()).topic();
      int i = one.place();
      accepted_N[i] = 1;
      typed_N[i] = share(written, examples::wasTyped);
      about_N[i] = share(written, q -> examples.teacher().read(q).topic() == topic);
      written_N[i] = written.size();
      found_N[i] = written.size() * first(new QueriesTask(), one);
    }
    figures.put("queries: accepted", ofAll(accepted_N));
    figures.put("queries: share that people typed", ofAll(typed_N));
    figures.put("queries: share about the very product", ofAll(about_N));
    figures.put("queries: recall@10 of the query's ad", share(found_N, written_N));
  }

  private void tags(LanguageModel model, Map<String, Figure> figures) throws InterruptedException {
    var inputs = spread(examples.tags(true)).stream().map(DemoExamples.Labelled::input).toList();
    double[] accepted_N = new double[inputs.size()];
    double[] f1_N = new double[inputs.size()];
    for (var one : ask(model, new TagsTask(), inputs)) {
      accepted_N[one.place()] = 1;
      f1_N[one.place()] = first(new TagsTask(), one);
    }
    figures.put("tags: accepted", ofAll(accepted_N));
    figures.put("tags: F1 with the teacher's", ofAll(f1_N));
  }

  private void copy(LanguageModel model, Map<String, Figure> figures) throws InterruptedException {
    List<Integer> numbers = spread(examples.ads(true));
    var inputs = spread(examples.copy(true)).stream().map(DemoExamples.Labelled::input).toList();
    var task = new CopyTask(CopyPolicy.STANDARD);
    double[] accepted_N = new double[inputs.size()];
    double[] told_N = new double[inputs.size()];
    double[] each_N = new double[inputs.size()];
    double[] apart_N = new double[inputs.size()];
    for (var one : ask(model, task, inputs)) {
      var facts = examples.facts(numbers.get(one.place()));
      List<String> all =
          Stream.of(facts.product(), facts.trait(), facts.feature(), facts.use())
              .map(fact -> fact.toLowerCase(Locale.ROOT))
              .toList();
      List<String> texts = one.answer().variants().stream().map(DemoMeasure::text).toList();
      accepted_N[one.place()] = 1;
      told_N[one.place()] = share(all, fact -> texts.stream().anyMatch(t -> t.contains(fact)));
      each_N[one.place()] =
          texts.stream().mapToDouble(t -> share(all, t::contains)).average().orElse(0);
      apart_N[one.place()] = first(task, one);
    }
    figures.put("copy: accepted by the policy", ofAll(accepted_N));
    figures.put("copy: share of the ad's facts told", ofAll(told_N));
    figures.put("copy: share of them that each variant tells", ofAll(each_N));
    figures.put("copy: distance of the variants", share(apart_N, accepted_N));
  }

  /** The first of a task's own measures, of one answer. */
  private static <I, A> double first(Task<I, A> task, Accepted<I, A> one) {
    return task.measure(List.of(new Judged<>(one.input(), one.answer()))).values().stream()
        .findFirst()
        .orElse(0.0);
  }

  private static String text(CopyTask.Variant variant) {
    return (variant.headline() + "\n" + variant.body()).toLowerCase(Locale.ROOT);
  }

  private static double share(List<String> of, java.util.function.Predicate<String> good) {
    return of.isEmpty() ? 0 : (double) of.stream().filter(good).count() / of.size();
  }

  /** At most so many, evenly from the whole list. */
  private <T> List<T> spread(List<T> all) {
    int step = Math.max(1, Math.ceilDiv(all.size(), most));
    return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
  }
}
