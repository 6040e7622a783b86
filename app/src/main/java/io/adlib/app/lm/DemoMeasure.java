package io.adlib.app.lm;

import io.adlib.evaluate.metrics.Kappa;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a model is worth on the demo market's test ads: every answer through the task's own
 * verifier, and what was refused counts as nothing.
 *
 * @param examples the market's
 * @param most inputs of each task
 */
record DemoMeasure(DemoExamples examples, int most) {

  /** Figures by name, in the order they are read. */
  Map<String, Double> of(LanguageModel model) throws InterruptedException {
    var figures = new LinkedHashMap<String, Double>();
    relevance(model, figures);
    queries(model, figures);
    tags(model, figures);
    copy(model, figures);
    return figures;
  }

  /** Accepted answers with the place of their input. */
  private record Accepted<I, A>(int place, I input, A answer) {}

  private static <I, A> List<Accepted<I, A>> ask(
      LanguageModel model, Task<I, A> task, List<I> inputs) throws InterruptedException {
    var accepted = new ArrayList<Accepted<I, A>>();
    for (int i = 0; i < inputs.size(); i++) {
      Draft draft = Draft.of(task, inputs.get(i), DemoCorpus.LIMITS);
      if (model.ask(draft.prompt()) instanceof Reply.Answered answered
          && new Verifier(new Canaries()).check(task, inputs.get(i), draft, answered.text())
              instanceof Verdict.Accepted<A> verdict) {
        accepted.add(new Accepted<>(i, inputs.get(i), verdict.answer()));
      }
    }
    return accepted;
  }

  private void relevance(LanguageModel model, Map<String, Double> figures)
      throws InterruptedException {
    List<QueryAd> inputs =
        spread(examples.relevance(true)).stream().map(DemoExamples.Labelled::input).toList();
    int[] truth = inputs.stream().mapToInt(pair -> pair.label().orElse(1)).toArray();
    int[] guess = new int[truth.length];
    java.util.Arrays.fill(guess, Grade.NONE.number());
    for (var one : ask(model, new RelevanceTask(), inputs)) {
      guess[one.place()] = one.answer().grade().number();
    }
    figures.put("relevance: quadratic weighted kappa", Kappa.quadratic(truth, guess, 1, 4));
    double exact =
        java.util.stream.IntStream.range(0, truth.length).filter(i -> truth[i] == guess[i]).count();
    figures.put("relevance: share of exact grades", exact / Math.max(1, truth.length));
  }

  private void queries(LanguageModel model, Map<String, Double> figures)
      throws InterruptedException {
    List<AdKeywords> inputs =
        spread(examples.queries(true)).stream().map(DemoExamples.Labelled::input).toList();
    var accepted = ask(model, new QueriesTask(), inputs);
    double typed = 0;
    double about = 0;
    for (var one : accepted) {
      List<String> written = one.answer().queries().stream().map(QueriesTask.Query::text).toList();
      int topic = examples.facts(one.input().number()).topic();
      typed += share(written, examples::wasTyped);
      about += share(written, q -> examples.teacher().read(q).topic() == topic);
    }
    figures.put("queries: accepted", (double) accepted.size() / inputs.size());
    figures.put("queries: share that people typed", typed / inputs.size());
    figures.put("queries: share about the very product", about / inputs.size());
    var judged = accepted.stream().map(a -> new Judged<>(a.input(), a.answer())).toList();
    new QueriesTask()
        .measure(judged)
        .forEach((name, value) -> figures.put("queries: " + name, value));
  }

  private void tags(LanguageModel model, Map<String, Double> figures) throws InterruptedException {
    var inputs = spread(examples.tags(true)).stream().map(DemoExamples.Labelled::input).toList();
    var accepted = ask(model, new TagsTask(), inputs);
    var judged = accepted.stream().map(a -> new Judged<>(a.input(), a.answer())).toList();
    double f1 = new TagsTask().measure(judged).values().stream().findFirst().orElse(0.0);
    figures.put("tags: accepted", (double) accepted.size() / inputs.size());
    figures.put("tags: F1 with the teacher's", f1 * accepted.size() / inputs.size());
  }

  private void copy(LanguageModel model, Map<String, Double> figures) throws InterruptedException {
    List<Integer> numbers = spread(examples.ads(true));
    var labelled = spread(examples.copy(true));
    var inputs = labelled.stream().map(DemoExamples.Labelled::input).toList();
    var task = new CopyTask(CopyPolicy.STANDARD);
    var accepted = ask(model, task, inputs);
    double told = 0;
    for (var one : accepted) {
      var facts = examples.facts(numbers.get(one.place()));
      String text = text(one.answer());
      told +=
          share(
              Stream.of(facts.product(), facts.trait(), facts.feature(), facts.use()).toList(),
              text::contains);
    }
    figures.put("copy: accepted by the policy", (double) accepted.size() / inputs.size());
    figures.put("copy: share of the ad's facts told", told / inputs.size());
    var judged = accepted.stream().map(a -> new Judged<>(a.input(), a.answer())).toList();
    task.measure(judged).forEach((name, value) -> figures.put("copy: " + name, value));
  }

  private static String text(CopyTask.Answer answer) {
    var text = new StringBuilder();
    answer
        .variants()
        .forEach(v -> text.append(v.headline()).append('\n').append(v.body()).append('\n'));
    return text.toString().toLowerCase(Locale.ROOT);
  }

  private static double share(List<String> of, java.util.function.Predicate<String> good) {
    return of.isEmpty() ? 0 : (double) of.stream().filter(good).count() / of.size();
  }

  /** At most so many, evenly from the whole list. */
  private <T> List<T> spread(List<T> all) {
    int step = Math.max(1, Math.ceilDiv(all.size(), most));
    return java.util.stream.IntStream.range(0, all.size())
        .filter(i -> i % step == 0)
        .mapToObj(all::get)
        .toList();
  }
}
