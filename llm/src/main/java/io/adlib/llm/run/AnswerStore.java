package io.adlib.llm.run;

import io.adlib.core.CorruptException;
import io.adlib.core.Money;
import io.adlib.data.state.Batch;
import io.adlib.data.state.DurableStore;
import io.adlib.data.state.Entry;
import io.adlib.data.state.Scan;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Paid answers and what they cost, on disk before they are used. An answer is stored under the hash
 * of model, template and input in one batch with the ledger's new totals, so that no kill -9 can
 * part the two. Before a call its most possible cost is reserved; a reservation found at opening
 * belongs to a process that died while waiting, and counts as in doubt. One process at a time;
 * thread-safe.
 */
public final class AnswerStore implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ANSWERS = "answers";
  private static final String PENDING = "pending";
  private static final String TOTALS = "totals";

  private final DurableStore store;
  private final String currency;
  private final Map<String, Totals> totals = new HashMap<>();
  private final Map<String, Money> reserved = new HashMap<>();

  private record Kept(String text, Usage usage, boolean whole) {}

  private record Waiting(String task, Money most) {}

  /** The right to make one call. */
  record Reservation(String task, String key, Money most) {}

  private AnswerStore(DurableStore store, String currency) {
    this.store = store;
    this.currency = currency;
  }

  /** Opens the store in a folder, or makes it; amounts are in one currency. */
  public static AnswerStore open(Path folder, String currency) {
    var store = DurableStore.open(folder, Set.of(ANSWERS, PENDING, TOTALS));
    try {
      var answers = new AnswerStore(store, currency);
      answers.recover(folder);
      return answers;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void recover(Path folder) {
    try (Scan scan = store.scan(TOTALS, bytes(currency + " "))) {
      scan.forEachRemaining(
          entry ->
              totals.put(
                  text(entry.key()).substring(currency.length() + 1),
                  read(folder, entry, Totals.class)));
    }
    var lost = new Batch();
    var died = new TreeMap<String, Waiting>();
    try (Scan scan = store.scan(PENDING, new byte[0])) {
      scan.forEachRemaining(
          entry -> died.put(text(entry.key()), read(folder, entry, Waiting.class)));
    }
    died.forEach(
        (key, waiting) -> {
          lost.delete(PENDING, bytes(key));
          if (waiting.most().currency().equals(currency)) {
            put(lost, waiting.task(), of(waiting.task()).inDoubt(waiting.most()));
          }
        });
    if (!lost.isEmpty()) {
      store.commit(lost);
    }
  }

  /** The answer to a request that was paid before. */
  Optional<Reply.Answered> find(String key) {
    return store
        .get(ANSWERS, bytes(key))
        .map(value -> JSON.readValue(value, Kept.class))
        .map(kept -> new Reply.Answered(kept.text(), Optional.of(kept.usage()), kept.whole()));
  }

  /**
   * Reserves the most that a call can cost; empty if that would pass the budget, together with all
   * that is spent, in doubt and reserved by other calls.
   */
  Optional<Reservation> reserve(String task, String key, Money most, Money budget) {
    synchronized (this) {
      Money held = reserved.getOrDefault(task, Money.zero(currency));
      Money after = of(task).used().plus(held).plus(most);
      if (most.isPositive() && after.compareTo(budget) > 0) {
        return Optional.empty();
      }
      reserved.put(task, held.plus(most));
    }
    store.commit(
        new Batch().put(PENDING, bytes(key), JSON.writeValueAsBytes(new Waiting(task, most))));
    return Optional.of(new Reservation(task, key, most));
  }

  /** Keeps a paid answer. */
  void settle(Reservation held, Reply.Answered answer, Usage usage, Money cost, long millis) {
    var kept = new Kept(answer.text(), usage, answer.whole());
    var batch = new Batch().put(ANSWERS, bytes(held.key()), JSON.writeValueAsBytes(kept));
    end(held, batch, before -> before.answered(usage, cost, millis));
  }

  /** Nothing was paid. */
  void release(Reservation held) {
    end(held, new Batch(), before -> before);
  }

  /** It may have been paid. */
  void doubt(Reservation held) {
    end(held, new Batch(), before -> before.inDoubt(held.most()));
  }

  private synchronized void end(Reservation held, Batch batch, UnaryOperator<Totals> change) {
    batch.delete(PENDING, bytes(held.key()));
    put(batch, held.task(), change.apply(of(held.task())));
    store.commit(batch);
    reserved.merge(held.task(), held.most(), Money::minus);
  }

  private void put(Batch batch, String task, Totals value) {
    totals.put(task, value);
    batch.put(TOTALS, bytes(currency + " " + task), JSON.writeValueAsBytes(value));
  }

  /** What a task has used. */
  public synchronized Totals of(String task) {
    return totals.getOrDefault(task, Totals.none(currency));
  }

  /** What every task has used, by name. */
  public synchronized Map<String, Totals> all() {
    return new TreeMap<>(totals);
  }

  private static <T> T read(Path folder, Entry entry, Class<T> type) {
    try {
      return JSON.readValue(entry.value(), type);
    } catch (JacksonException e) {
      throw new CorruptException(
          folder + " holds a ledger that does not read back",
          "put the folder aside; a new one begins empty, and answers are asked for again",
          e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    store.close();
  }
}
