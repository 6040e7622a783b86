package io.adlib.app.lm;

import io.adlib.kernel.lm.Chat;
import io.adlib.learn.lm.grpo.RewardedPrompts;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * What a program can check of a small model's answers. An answer that the task's own verifier
 * refuses has no form; one that it accepts gets a tenth for it and the rest by its worth.
 */
final class TaskRewards {

  private static final double FORM = .1;
  private static final int FOUND_AMONG = 10;

  private TaskRewards() {}

  /**
   * Recall of written queries: the share of them that find their ad among the first {@value
   * #FOUND_AMONG} of the market's own index.
   */
  static RewardedPrompts recall(List<AdKeywords> ads) {
    return of(new QueriesTask(), ads, TaskRewards::found);
  }

  private static double found(AdKeywords input, QueriesTask.Answer answer) {
    Bm25 index = input.index();
    return answer.queries().stream()
        .mapToDouble(
            query -> index.best(query.text(), FOUND_AMONG).contains(input.number()) ? 1 : 0)
        .average()
        .orElse(0);
  }

  /** Agreement with labels: 1 for the grade itself, a third less for each grade away from it. */
  static RewardedPrompts agreement(List<QueryAd> pairs) {
    return of(
        new RelevanceTask(),
        pairs.stream().filter(pair -> pair.label().isPresent()).toList(),
        (pair, answer) -> 1 - Math.abs(pair.label().orElseThrow() - answer.grade().number()) / 3.0);
  }

  /** How much better a frozen ranker tells the next ad from others with the profile. */
  static RewardedPrompts profile(List<UserHistory> histories, NextAdRanker frozen) {
    return of(
        new ProfileTask(), histories, (history, answer) -> frozen.worth(answer, history.next()));
  }

  private static <I, A> RewardedPrompts of(
      Task<I, A> task, List<I> inputs, ToDoubleBiFunction<I, A> worth) {
    var drafts = new ArrayList<Draft>();
    var questions = new ArrayList<CompactTasks.Question>();
    var prompts = new ArrayList<List<Chat.Message>>();
    for (I input : inputs) {
      Draft draft = Draft.of(task, input, DemoCorpus.LIMITS);
      CompactTasks.Question question = CompactTasks.of(draft.prompt()).orElseThrow();
      drafts.add(draft);
      questions.add(question);
      prompts.add(List.of(new Chat.Message("user", question.text())));
    }
    return new RewardedPrompts(
        prompts,
        (i, text) -> {
          Optional<Verdict<A>> verdict =
              questions
                  .get(i)
                  .json(text)
                  .map(
                      json ->
                          new Verifier(new Canaries())
                              .check(task, inputs.get(i), drafts.get(i), json));
          return verdict.isPresent() && verdict.get() instanceof Verdict.Accepted<A> accepted
              ? FORM + (1 - FORM) * worth.applyAsDouble(inputs.get(i), accepted.answer())
              : -1;
        });
  }
}
