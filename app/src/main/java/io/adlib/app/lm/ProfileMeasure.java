package io.adlib.app.lm;

import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Reply;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.UserHistory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model's profiles of some users are worth, by the frozen ranker and, independently of it,
 * by the words that they share with the next ad. A refused answer tells nothing.
 *
 * @param ranker that never saw these users
 */
record ProfileMeasure(List<UserHistory> histories, NextAdRanker ranker) {

  /** Figures by name, in the order they are read. */
  Map<String, Double> of(LanguageModel model) throws InterruptedException {
    List<Judged<UserHistory, ProfileTask.Answer>> accepted = accepted(model, histories);
    double n = histories.size();
    double unknown = n - accepted.size();
    double worth = unknown / 2;
    double likely = 0;
    for (UserHistory history : histories) {
      likely += Math.log(ranker.chance(java.util.Optional.empty(), history.next()));
    }
    double gain = 0;
    for (var one : accepted) {
      double now = ranker.worth(one.answer(), one.input().next());
      worth += now;
      gain += Math.log(now / (1 - now));
    }
    var figures = new LinkedHashMap<String, Double>();
    figures.put("profiles: accepted", accepted.size() / n);
    figures.put("profiles: worth by the frozen ranker, 1/2 is nothing", worth / n);
    figures.put("profiles: log-likelihood of the next ad, gain in nats", gain / n);
    figures.put("profiles: the same without one, nats", likely / n);
    double words = new ProfileTask().measure(accepted).values().stream().findFirst().orElse(0.0);
    figures.put(
        "profiles: next ad among four by words", (words * accepted.size() + .25 * unknown) / n);
    return figures;
  }

  /** What a model says of some users that the task's verifier accepts. */
  static List<Judged<UserHistory, ProfileTask.Answer>> accepted(
      LanguageModel model, List<UserHistory> histories) throws InterruptedException {
    var task = new ProfileTask();
    var accepted = new ArrayList<Judged<UserHistory, ProfileTask.Answer>>();
    for (UserHistory history : histories) {
      Draft draft = Draft.of(task, history, DemoCorpus.LIMITS);
      if (model.ask(draft.prompt()) instanceof Reply.Answered said
          && new Verifier(new Canaries()).check(task, history, draft, said.text())
              instanceof Verdict.Accepted<ProfileTask.Answer> verdict) {
        accepted.add(new Judged<>(history, verdict.answer()));
      }
    }
    return accepted;
  }
}
