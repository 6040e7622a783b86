package io.adlib.llm.run;

import io.adlib.core.BugException;
import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.privacy.Kind;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task over many inputs, a virtual thread each, so many calls at a time. A malformed answer
 * is asked for again with the reason. The run ends early when the budget is spent, when the server
 * refuses every call, or when {@value #SILENCE} inputs in a row got no answer. What was paid is
 * kept in the store, so the same run begun again repeats no call. Thread-safe.
 */
public final class Batch {

  /** So many inputs without an answer, one after the other, end a run. */
  static final int SILENCE = 20;

  private final LanguageModel model;
  private final AnswerStore store;
  private final Settings settings;
  private final InstantSource clock;
  private final Pauses pauses;
  private final Seed seed;

  /** Why a run ended. */
  public sealed interface End {
    /** All inputs were dealt with. */
    record Complete() implements End {}

    /** The next call could have passed the budget. */
    record BudgetSpent(Money budget) implements End {}

    /** The server refuses all calls. */
    record Refused(String reason) implements End {}

    /** Nothing came any more. */
    record Silent(String reason) implements End {}
  }

  /**
   * What a run did.
   *
   * @param results by input, in their order; empty for those not reached
   * @param end why it ended
   * @param calls made in this run
   * @param cached answers that were known already
   * @param removed personal data taken out of the prompts
   */
  public record Run<A>(
      List<Optional<Result<A>>> results,
      End end,
      long calls,
      long cached,
      Map<Kind, Integer> removed) {}

  /** A runner; the seed is of the waits' randomness. */
  public Batch(
      LanguageModel model,
      AnswerStore store,
      Settings settings,
      InstantSource clock,
      Pauses pauses,
      Seed seed) {
    this.model = model;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.pauses = pauses;
    this.seed = seed;
  }

  /** Runs the task over the inputs. */
  public <I, A> Run<A> run(Task<I, A> task, List<I> inputs, Progress progress)
      throws InterruptedException {
    return new Running<>(task, inputs).run(progress);
  }

  private final class Running<I, A> {
    private final Task<I, A> task;
    private final List<I> inputs;
    private final Asker asker =
        new Asker(
            model,
            store,
            settings,
            new Backoff(clock, pauses, seed.of("backoff").generator()),
            clock);
    private final Canaries canaries = new Canaries();
    private final Verifier verifier = new Verifier(canaries);
    private final Map<Kind, Integer> removed = new EnumMap<>(Kind.class);
    private final AtomicInteger silence = new AtomicInteger();
    private volatile End end = new End.Complete();

    Running(Task<I, A> task, List<I> inputs) {
      this.task = task;
      this.inputs = inputs;
    }

    Run<A> run(Progress progress) throws InterruptedException {
      List<Future<Optional<Result<A>>>> running = new ArrayList<>();
      List<Optional<Result<A>>> results = new ArrayList<>();
      var free = new Semaphore(settings.parallel());
      try (Progress.Task bar = progress.start("enrich " + task.name(), inputs.size());
          ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        try {
          for (I input : inputs) {
            free.acquire();
            if (isOver()) {
              free.release();
              break;
            }
            running.add(
                pool.submit(
                    () -> {
                      try {
                        Optional<Result<A>> result = one(input);
                        bar.advance(1);
                        bar.note(spent());
                        return result;
                      } finally {
                        free.release();
                      }
                    }));
          }
          for (Future<Optional<Result<A>>> future : running) {
            results.add(get(future));
          }
        } finally {
          pool.shutdownNow();
        }
      }
      while (results.size() < inputs.size()) {
        results.add(Optional.empty());
      }
      return new Run<>(results, end, asker.calls(), asker.cached(), removed);
    }

    private boolean isOver() {
      return !(end instanceof End.Complete);
    }

    private String spent() {
      return store.of(task.name()).used().toString();
    }

    private Optional<Result<A>> one(I input) throws InterruptedException {
      Draft draft = Draft.of(task, input, settings.limits());
      canaries.add(draft);
      note(draft);
      Prompt prompt = draft.prompt();
      List<String> reasons = List.of();
      for (int correction = 0; correction <= settings.repairs(); correction++) {
        switch (asker.ask(task.name(), prompt)) {
          case Asker.Outcome.Stop(End why) -> {
            end(why);
            return Optional.empty();
          }
          case Asker.Outcome.NoAnswer(String why) -> {
            if (silence.incrementAndGet() >= SILENCE) {
              end(new End.Silent(why));
            }
            return Optional.of(new Result.Unanswered<>(why));
          }
          case Asker.Outcome.Refused(String why) -> {
            return Optional.of(new Result.Rejected<>(List.of(why)));
          }
          case Asker.Outcome.Text(String text, boolean whole) -> {
            silence.set(0);
            switch (judge(input, draft, text, whole)) {
              case Verdict.Accepted<A> accepted -> {
                return Optional.of(new Result.Accepted<>(accepted, correction));
              }
              case Verdict.Rejected<A>(List<String> why) -> reasons = why;
            }
          }
        }
        prompt = draft.prompt().with(correction(correction + 1, reasons));
      }
      return Optional.of(new Result.Rejected<>(reasons));
    }

    private Verdict<A> judge(I input, Draft draft, String text, boolean whole) {
      return whole
          ? verifier.check(task, input, draft, text)
          : new Verdict.Rejected<>(List.of("the answer was cut off: it must be shorter"));
    }

    private synchronized void note(Draft draft) {
      draft.removed().forEach((kind, times) -> removed.merge(kind, times, Integer::sum));
    }

    /** The first reason counts. */
    private synchronized void end(End why) {
      end = end instanceof End.Complete ? why : end;
    }

    private <T> T get(Future<T> future) throws InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case InterruptedException interrupted -> throw interrupted;
          case RuntimeException failure -> throw failure;
          case null, default -> throw new BugException("a batch broke", "please report it", e);
        }
      }
    }
  }

  private static String correction(int number, List<String> reasons) {
    return "Correction "
        + number
        + ": an earlier answer was not accepted, because "
        + String.join("; ", reasons.subList(0, Math.min(5, reasons.size())))
        + ". Answer again, whole, and mend that.";
  }
}
