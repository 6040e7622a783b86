package io.adlib.llm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingModel;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over many inputs: what is asked, when again, what is kept, when it ends. */
class BatchTest {

  private static final RelevanceTask TASK = new RelevanceTask();
  private static final String GOOD = Answers.grade("GOOD");

  @TempDir Path folder;
  private AnswerStore store;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock = now::get;
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() {
    store = AnswerStore.open(folder.resolve("answers"), "USD");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Batch.Run<RelevanceTask.Answer> run(
      LanguageModel model, Settings settings, List<QueryAd> inputs) throws InterruptedException {
    Pauses pause =
        time -> {
          pauses.add(time);
          now.updateAndGet(instant -> instant.plus(time));
        };
    return new Batch(model, store, settings, clock, pause, new Seed(7))
        .run(TASK, inputs, Progress.SILENT);
  }

  private static Optional<Grade> grade(Optional<Result<RelevanceTask.Answer>> result) {
    return result.orElse(null) instanceof Result.Accepted<RelevanceTask.Answer> accepted
        ? Optional.of(accepted.verdict().answer().grade())
        : Optional.empty();
  }

  /** Fails each prompt a number of times first. */
  private static TestingModel failing(int times, Reply reply) {
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    return TestingModel.replying(
        prompt ->
            seen.computeIfAbsent(prompt.user(), _ -> new AtomicInteger()).getAndIncrement() < times
                ? reply
                : TestingModel.answered(GOOD));
  }

  @Test
  void everyInputIsAskedOnceAndInOrder() throws Exception {
    var model =
        TestingModel.saying(
            prompt -> Answers.grade(prompt.user().contains("number 3") ? "NONE" : "PERFECT"));
    var run = run(model, Samples.settings(), Samples.pairs(9));
    assertThat(run.end()).isEqualTo(new Batch.End.Complete());
    assertThat(run.results()).hasSize(9);
    assertThat(grade(run.results().get(3))).contains(Grade.NONE);
    assertThat(grade(run.results().get(4))).contains(Grade.PERFECT);
    assertThat(model.asked()).hasSize(9);
    assertThat(store.of("relevance").inputTokens()).isEqualTo(900);
  }

  @Test
  void aSecondRunAsksNothing() throws Exception {
    var model = TestingModel.saying(prompt -> GOOD);
    run(model, Samples.settings(), Samples.pairs(5));
    store.close();
    store = AnswerStore.open(folder.resolve("answers"), "USD");
    var again = run(model, Samples.settings(), Samples.pairs(6));
    assertThat(again.cached()).isEqualTo(5);
    assertThat(again.calls()).isEqualTo(1);
    assertThat(model.asked()).hasSize(6);
  }

  @Test
  void equalInputsShareOneCall() throws Exception {
    var model = TestingModel.saying(prompt -> GOOD);
    List<QueryAd> twice = new ArrayList<>(Samples.pairs(5));
    twice.addAll(Samples.pairs(5));
    var run = run(model, Samples.settings(), twice);
    assertThat(model.asked()).hasSize(5);
    assertThat(run.results()).allMatch(result -> grade(result).isPresent());
  }

  @Test
  void aMalformedAnswerIsAskedForAgainWithTheReason() throws Exception {
    var model =
        TestingModel.saying(
            prompt -> prompt.user().contains("Correction 1") ? GOOD : Answers.grade("SUPER"));
    var run = run(model, Samples.settings(), Samples.pairs(1));
    assertThat(run.results().getFirst())
        .hasValueSatisfying(r -> assertThat(((Result.Accepted<?>) r).corrections()).isEqualTo(1));
    assertThat(model.asked().getLast().user())
        .contains("answer.grade must be one of NONE, PARTIAL, GOOD, PERFECT")
        .doesNotContain("SUPER");
  }

  @Test
  void anAnswerThatStaysMalformedIsRejectedWithTheReason() throws Exception {
    var run = run(TestingModel.saying(prompt -> "no idea"), Samples.settings(), Samples.pairs(1));
    assertThat(run.results().getFirst())
        .contains(new Result.Rejected<>(List.of("the answer has no JSON object")));
  }

  @Test
  void aCutOffAnswerIsNotReadAsAWhole() throws Exception {
    var cut = new Reply.Answered(GOOD, Optional.empty(), false);
    var run = run(TestingModel.replying(p -> cut), Samples.settings(), Samples.pairs(1));
    assertThat(run.results().getFirst())
        .hasValueSatisfying(r -> assertThat(r.toString()).contains("cut off"));
  }

  @Test
  void failuresAreTriedAgainAfterAGrowingRandomTime() throws Exception {
    var model = failing(2, new Reply.Failed("HTTP 500", false));
    var run = run(model, Samples.settings(), Samples.pairs(1));
    assertThat(grade(run.results().getFirst())).contains(Grade.GOOD);
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isBetween(Duration.ZERO, Backoff.FIRST);
    assertThat(pauses.get(1)).isBetween(Duration.ZERO, Backoff.FIRST.multipliedBy(2));
  }

  @Test
  void aServerThatSaysWhenIsAskedNotBefore() throws Exception {
    List<Instant> times = Collections.synchronizedList(new ArrayList<>());
    var first = new AtomicInteger();
    var model =
        TestingModel.replying(
            prompt -> {
              times.add(now.get());
              return first.getAndIncrement() == 0
                  ? new Reply.Busy("HTTP 429", Optional.of(Duration.ofSeconds(30)))
                  : TestingModel.answered(GOOD);
            });
    run(model, Samples.settings(1, 2, 1, 0, 0, Money.parse("1", "USD")), Samples.pairs(3));
    assertThat(times).hasSize(4);
    assertThat(times.subList(1, 4)).allMatch(time -> !time.isBefore(Instant.EPOCH.plusSeconds(30)));
  }

  @Test
  void aStormOfRefusalsIsWeatheredAndCostsNothing() throws Exception {
    var model = failing(2, new Reply.Busy("HTTP 429", Optional.of(Duration.ofMillis(1500))));
    var settings = Samples.settings(8, 2, 0, 1_000_000, 1_000_000, Money.parse("100", "USD"));
    var run = run(model, settings, Samples.pairs(40));
    assertThat(run.results()).allMatch(result -> grade(result).isPresent());
    assertThat(model.asked()).hasSize(120);
    assertThat(store.of("relevance").used()).isEqualTo(Money.micros(40 * 150, "USD"));
  }

  @Test
  void afterAllRetriesTheInputHasNoAnswerAndTheRestGoesOn() throws Exception {
    var model =
        TestingModel.replying(
            prompt ->
                prompt.user().contains("number 2\n")
                    ? new Reply.Failed("HTTP 502", false)
                    : TestingModel.answered(GOOD));
    var run = run(model, Samples.settings(), Samples.pairs(5));
    assertThat(run.results().get(2)).contains(new Result.Unanswered<>("HTTP 502"));
    assertThat(run.results().get(4)).matches(r -> grade(r).isPresent());
    assertThat(model.asked()).hasSize(4 + 3);
  }

  @Test
  void aServerThatNeverAnswersEndsTheRun() throws Exception {
    var model = TestingModel.replying(prompt -> new Reply.Failed("nobody answers", false));
    var run = run(model, Samples.settings(), Samples.pairs(500));
    assertThat(run.end()).isEqualTo(new Batch.End.Silent("nobody answers"));
    assertThat(model.asked().size()).isLessThan(100);
  }

  @Test
  void aWrongKeyEndsTheRunAtOnce() throws Exception {
    var model = TestingModel.replying(prompt -> new Reply.Refused("HTTP 401", true));
    var run = run(model, Samples.settings(), Samples.pairs(500));
    assertThat(run.end()).isEqualTo(new Batch.End.Refused("HTTP 401"));
    assertThat(model.asked().size()).isLessThanOrEqualTo(8);
    assertThat(run.results().getLast()).isEmpty();
  }

  @Test
  void aPromptTheServerWillNotTakeIsRejectedAlone() throws Exception {
    var model =
        TestingModel.replying(
            prompt ->
                prompt.user().contains("number 1\n")
                    ? new Reply.Refused("HTTP 400: content policy", false)
                    : TestingModel.answered(GOOD));
    var run = run(model, Samples.settings(), Samples.pairs(3));
    assertThat(run.end()).isEqualTo(new Batch.End.Complete());
    assertThat(run.results().get(1))
        .contains(new Result.Rejected<>(List.of("HTTP 400: content policy")));
  }

  /** Calls cost far less than reserved; all are held at once: the sum may still not pass. */
  @Test
  void parallelCallsCannotPassTheBudgetTogether() throws Exception {
    Prompt prompt =
        io.adlib.llm.task.Draft.of(TASK, Samples.pair(0), Samples.settings().limits()).prompt();
    var price = new Price(Money.micros(1_000_000, "USD"), Money.micros(1_000_000, "USD"));
    Money budget = Money.micros(price.most(prompt).micros() * 7 / 2, "USD");
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    var model =
        TestingModel.replying(
            p -> {
              most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
              Thread.yield();
              inFlight.decrementAndGet();
              return new Reply.Answered(
                  GOOD, Optional.of(new Usage(p.mostInputTokens(), p.answerTokens())), true);
            });
    var settings = new Settings(Samples.settings().limits(), 64, 2, 1, price, budget);
    var run = run(model, settings, Samples.pairs(64));
    assertThat(run.end()).isEqualTo(new Batch.End.BudgetSpent(budget));
    assertThat(most.get()).isLessThanOrEqualTo(3);
    assertThat(model.asked()).hasSize(3);
    assertThat(store.of("relevance").used()).isLessThanOrEqualTo(budget);
    assertThat(run.results().stream().filter(r -> grade(r).isPresent())).hasSize(3);
  }

  @Test
  void aRaisedBudgetGoesOnWhereItStopped() throws Exception {
    var model = TestingModel.saying(prompt -> GOOD);
    var tight = Samples.settings(1, 0, 0, 1_000_000, 1_000_000, Money.micros(4000, "USD"));
    var first = run(model, tight, Samples.pairs(20));
    assertThat(first.end()).isInstanceOf(Batch.End.BudgetSpent.class);
    int asked = model.asked().size();
    assertThat(asked).isBetween(1, 19);
    var wide = Samples.settings(1, 0, 0, 1_000_000, 1_000_000, Money.parse("1", "USD"));
    var second = run(model, wide, Samples.pairs(20));
    assertThat(second.end()).isEqualTo(new Batch.End.Complete());
    assertThat(second.cached()).isEqualTo(asked);
    assertThat(model.asked()).hasSize(20);
  }

  @Test
  void aCallThatMayHaveBeenPaidCountsAgainstTheBudget() throws Exception {
    var model = failing(1, new Reply.Failed("no whole answer", true));
    var settings = Samples.settings(1, 2, 0, 1_000_000, 1_000_000, Money.parse("1", "USD"));
    run(model, settings, Samples.pairs(1));
    Totals totals = store.of("relevance");
    assertThat(totals.inDoubt()).isEqualTo(1);
    assertThat(totals.doubtful().isPositive()).isTrue();
    assertThat(totals.spent()).isEqualTo(Money.micros(150, "USD"));
    assertThat(totals.used()).isEqualTo(totals.spent().plus(totals.doubtful()));
  }

  @Test
  void aNewTemplateOrModelAsksAnew() {
    Function<String, Prompt> prompt =
        system ->
            new Prompt(
                system,
                "u",
                io.adlib.llm.schema.Shape.fields("a", io.adlib.llm.schema.Shape.text(3)),
                9);
    assertThat(prompt.apply("x").key("m")).isEqualTo(prompt.apply("x").key("m"));
    assertThat(prompt.apply("x").key("m")).isNotEqualTo(prompt.apply("y").key("m"));
    assertThat(prompt.apply("x").key("m")).isNotEqualTo(prompt.apply("x").key("n"));
  }

  @Test
  void anInterruptStopsTheRunAndKeepsWhatWasPaid() throws Exception {
    var waiting = new CountDownLatch(1);
    var stopped = new AtomicInteger();
    LanguageModel slow =
        new LanguageModel() {
          @Override
          public String fingerprint() {
            return "slow";
          }

          @Override
          public Reply ask(Prompt prompt) throws InterruptedException {
            if (prompt.user().contains("number 0\n")) {
              return TestingModel.answered(GOOD);
            }
            waiting.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              stopped.incrementAndGet();
            }
            throw new IllegalStateException();
          }

          @Override
          public void close() {}
        };
    Thread main = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                waiting.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              main.interrupt();
            });
    assertThatThrownBy(
            () ->
                run(
                    slow,
                    Samples.settings(1, 0, 0, 1_000_000, 1_000_000, Money.parse("1", "USD")),
                    Samples.pairs(50)))
        .isInstanceOf(InterruptedException.class);
    assertThat(stopped.get()).isEqualTo(1);
    assertThat(store.of("relevance").answered()).isEqualTo(1);
    assertThat(store.of("relevance").inDoubt()).isEqualTo(1);
  }

  @Test
  void anEstimateComesBeforeAnyCallAndKnowsWhatWasPaid() throws Exception {
    var model = TestingModel.saying(prompt -> GOOD);
    var settings = Samples.settings(4, 2, 1, 1_000_000, 2_000_000, Money.parse("1", "USD"));
    Estimate before = Estimate.of(TASK, Samples.pairs(10), model, store, settings);
    assertThat(model.asked()).isEmpty();
    assertThat(before.calls()).isEqualTo(10);
    assertThat(before.inputTokens()).isBetween(3_000L, 9_000L);
    assertThat(before.outputTokens()).isEqualTo(10 * 150);
    assertThat(before.cost()).isLessThan(before.most());
    assertThat(before.time()).isEqualTo(Duration.ofMillis(10 * 3000 / 4));
    run(model, settings, Samples.pairs(4));
    Estimate after = Estimate.of(TASK, Samples.pairs(10), model, store, settings);
    assertThat(after.known()).isEqualTo(4);
    assertThat(after.outputTokens()).isEqualTo(6 * 50);
    assertThat(after.left()).isEqualTo(Money.micros(1_000_000 - 4 * 200, "USD"));
  }
}
