package io.adlib.app.lm;

import io.adlib.core.Catalogue;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.lm.Chat;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.market.Market;
import io.adlib.llm.model.Reply;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.UserHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Users' histories up to some moments, each with the ad that the user acted on next and three
 * others, in three parts by the lot of the user: a ranker learns of the first and says then what
 * profiles of the others are worth.
 *
 * @param forRanker half the users, at all moments, in order of time
 * @param lessons of the others two thirds, at all moments, for a model that knows no profiles yet
 * @param training some of the same, to earn rewards with
 * @param held the last third, at the last moment
 */
public record ProfileExamples(
    Catalogue catalogue,
    List<UserHistory> forRanker,
    List<UserHistory> lessons,
    List<UserHistory> training,
    List<UserHistory> held) {

  private static final double FOR_RANKER = .5;
  private static final double HELD = 5 / 6.0;
  private static final int LESSONS = 1600;

  /** Of the ranker's choices so many are made by strangers, of whom it knows nothing. */
  private static final double STRANGERS = .25;

  public ProfileExamples {
    forRanker = List.copyOf(forRanker);
    lessons = List.copyOf(lessons);
    training = List.copyOf(training);
    held = List.copyOf(held);
  }

  /**
   * Reads them.
   *
   * @param asOf the market as it was at a moment
   * @param moments in order of time
   * @param most histories to earn rewards with
   * @param mostHeld histories to be measured on
   */
  public static ProfileExamples of(
      Function<Instant, Market> asOf, List<Instant> moments, int most, int mostHeld) {
    var ranker = new ArrayList<UserHistory>();
    var training = new ArrayList<UserHistory>();
    var held = new ArrayList<UserHistory>();
    Seed lot = new Seed(1).of("profiles");
    for (Instant moment : moments) {
      for (UserHistory history : histories(asOf.apply(moment))) {
        double part = lot.of(history.user().user()).generator().nextDouble();
        if (part < FOR_RANKER) {
          ranker.add(history);
        } else if (part < HELD) {
          training.add(history);
        } else if (moment.equals(moments.getLast())) {
          held.add(history);
        }
      }
    }
    return new ProfileExamples(
        asOf.apply(moments.getLast()).catalogue(),
        ranker,
        WorkspaceRewards.spread(training, LESSONS),
        WorkspaceRewards.spread(training, most),
        WorkspaceRewards.spread(held, mostHeld));
  }

  @SuppressWarnings("unchecked") // a task's name stands for its type of input
  private static List<UserHistory> histories(Market market) {
    var all = (List<UserHistory>) Jobs.named(new ProfileTask().name()).inputs().apply(market);
    return all.stream().filter(history -> history.next().size() > 1).toList();
  }

  /** A ranker that has learnt of its part, by profiles that a template wrote. */
  NextAdRanker ranker(Seed seed, Progress progress) {
    RandomGenerator random = seed.of("strangers").generator();
    List<NextAdRanker.Choice> choices =
        forRanker.stream()
            .map(
                history ->
                    new NextAdRanker.Choice(
                        random.nextDouble() < STRANGERS ? Optional.empty() : byTemplate(history),
                        history.next(),
                        history.asOf()))
            .toList();
    return NextAdRanker.train(catalogue, choices, seed, progress);
  }

  /** A profile by rule; empty where the history names no topic. */
  static Optional<ProfileTask.Answer> byTemplate(UserHistory history) {
    var task = new ProfileTask();
    Draft draft = Draft.of(task, history, DemoCorpus.LIMITS);
    try (var templates = new Templates()) {
      return templates.ask(draft.prompt()) instanceof Reply.Answered said
              && new Verifier(new Canaries()).check(task, history, draft, said.text())
                  instanceof Verdict.Accepted<ProfileTask.Answer> accepted
          ? Optional.of(accepted.answer())
          : Optional.empty();
    }
  }

  /** What a template says of the lessons' users. */
  List<ChatCorpus.Line> lines() {
    var task = new ProfileTask();
    var lines = new ArrayList<ChatCorpus.Line>();
    for (UserHistory history : lessons) {
      Draft draft = Draft.of(task, history, DemoCorpus.LIMITS);
      String question = CompactTasks.of(draft.prompt()).orElseThrow().text();
      byTemplate(history)
          .map(answer -> CompactTasks.answer(task, List.of(), answer))
          .ifPresent(
              said ->
                  lines.add(
                      new ChatCorpus.Line(
                          task.name(),
                          task.id(history) + " " + history.asOf(),
                          List.of(new Chat.Message("user", question)),
                          said)));
    }
    return lines;
  }
}
