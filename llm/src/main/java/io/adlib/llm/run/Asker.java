package io.adlib.llm.run;

import io.adlib.core.Money;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gets the answer to a prompt: from what was paid before, else from the model, within the budget
 * and as often as need be. Thread-safe.
 */
final class Asker {

  private final LanguageModel model;
  private final AnswerStore store;
  private final Settings settings;
  private final Backoff backoff;
  private final InstantSource clock;
  private final Map<String, CompletableFuture<Outcome>> inFlight = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong cached = new AtomicLong();

  Asker(
      LanguageModel model,
      AnswerStore store,
      Settings settings,
      Backoff backoff,
      InstantSource clock) {
    this.model = model;
    this.store = store;
    this.settings = settings;
    this.backoff = backoff;
    this.clock = clock;
  }

  /** What came of it. */
  sealed interface Outcome {

    /** A text; {@code whole} is false if it was cut off. */
    record Text(String text, boolean whole) implements Outcome {}

    /** None, after all retries. */
    record NoAnswer(String reason) implements Outcome {}

    /** None, and asking again would change nothing. */
    record Refused(String reason) implements Outcome {}

    /** The call was not made, and no other should be. */
    record Stop(Batch.End end) implements Outcome {}
  }

  /** Two inputs that make the same prompt share one call. */
  Outcome ask(String task, Prompt prompt) throws InterruptedException {
    String key = prompt.key(model.fingerprint());
    var mine = new CompletableFuture<Outcome>();
    @Nullable CompletableFuture<Outcome> first = inFlight.putIfAbsent(key, mine);
    try {
      if (first != null) {
        return first.get();
      }
      Outcome outcome = ask(task, key, prompt);
      mine.complete(outcome);
      return outcome;
    } catch (ExecutionException | CancellationException _) {
      throw new InterruptedException("the call it waited for was interrupted");
    } finally {
      if (first == null) {
        inFlight.remove(key);
        mine.cancel(false);
      }
    }
  }

  private Outcome ask(String task, String key, Prompt prompt) throws InterruptedException {
    Optional<Reply.Answered> known = store.find(key);
    if (known.isPresent()) {
      cached.incrementAndGet();
      return new Outcome.Text(known.get().text(), known.get().whole());
    }
    String reason = "";
    for (int failures = 0; failures <= settings.retries(); failures++) {
      if (failures > 0) {
        backoff.failed(failures);
      }
      backoff.awaitOpen();
      Money most = settings.price().most(prompt);
      Optional<AnswerStore.Reservation> held = store.reserve(task, key, most, settings.budget());
      if (held.isEmpty()) {
        return new Outcome.Stop(new Batch.End.BudgetSpent(settings.budget()));
      }
      switch (call(held.get(), prompt)) {
        case Reply.Answered(String text, _, boolean whole) -> {
          return new Outcome.Text(text, whole);
        }
        case Reply.Busy(String why, Optional<Duration> retryAfter) -> {
          reason = why;
          retryAfter.ifPresent(backoff::close);
        }
        case Reply.Failed(String why, _) -> reason = why;
        case Reply.Refused(String why, boolean always) -> {
          return always ? new Outcome.Stop(new Batch.End.Refused(why)) : new Outcome.Refused(why);
        }
      }
    }
    return new Outcome.NoAnswer(reason);
  }

  /** One call, and its entry in the ledger, however it ends. */
  private Reply call(AnswerStore.Reservation held, Prompt prompt) throws InterruptedException {
    calls.incrementAndGet();
    Instant start = clock.instant();
    boolean settled = false;
    try {
      Reply reply = model.ask(prompt);
      switch (reply) {
        case Reply.Answered answered -> {
          Usage usage = answered.usage().orElse(Price.mostTokens(prompt));
          long millis = Duration.between(start, clock.instant()).toMillis();
          store.settle(held, answered, usage, settings.price().of(usage), millis);
        }
        case Reply.Failed(_, boolean maybePaid) -> {
          if (maybePaid) {
            store.doubt(held);
          } else {
            store.release(held);
          }
        }
        case Reply.Busy _, Reply.Refused _ -> store.release(held);
      }
      settled = true;
      return reply;
    } finally {
      if (!settled) {
        store.doubt(held);
      }
    }
  }

  /** Calls made so far. */
  long calls() {
    return calls.get();
  }

  /** Answers that were known already. */
  long cached() {
    return cached.get();
  }
}
