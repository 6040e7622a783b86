package io.adlib.serve.path;

import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Made-up requests of a user with a full memory, so that the compiler sees all that a real request
 * does before the first one comes.
 *
 * @param catalogue of which the user read and clicked
 * @param now of the requests
 */
record WarmUp(Catalogue catalogue, Instant now) {

  /** Requests whose time is compared. */
  private static final int ROUND = 100;

  /** After so many rounds that were no faster, most of the compiler's work is done. */
  private static final int NO_FASTER = 3;

  /** So that one answer in two is for somebody known. */
  private static final UserState NOBODY = UserState.unknown("");

  /** One request and what is known of who asks. */
  record Asking(SlateQuery query, UserState user) {}

  /** Asks until answers take no less time than those before, or the limit is reached. */
  void run(Consumer<Asking> answer, LongSupplier ticker, Duration limit) {
    UserState known = known();
    long end = ticker.getAsLong() + limit.toNanos();
    long fastest = Long.MAX_VALUE;
    int sinceFaster = 0;
    for (int round = 0; sinceFaster < NO_FASTER; round++) {
      long start = ticker.getAsLong();
      for (int i = round * ROUND; i < (round + 1) * ROUND; i++) {
        if (ticker.getAsLong() >= end) {
          return;
        }
        answer.accept(asking(i, i % 2 == 0 ? known : NOBODY));
      }
      long took = ticker.getAsLong() - start;
      sinceFaster++;
      if (took < .95 * fastest) {
        fastest = took;
        sinceFaster = 0;
      }
    }
  }

  private Asking asking(int i, UserState user) {
    boolean known = !user.recent().isEmpty();
    var request =
        new Request(
            "warm-up-" + i,
            user.user().id(),
            Environment.UNKNOWN,
            known && i % 4 == 0 ? Optional.of(text(i)) : Optional.empty(),
            known,
            now,
            Duration.ofMinutes(1),
            2);
    return new Asking(SlateQuery.of(request), user);
  }

  /** Somebody who read, searched and clicked until the memory was full. */
  private UserState known() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < UserState.MEMORY && !catalogue.ads().isEmpty(); i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      String subject =
          switch (kind) {
            case SEARCH -> text(i);
            case CONTENT -> content(i);
            case IMPRESSION, CLICK, CART, CONVERSION -> ad(i);
          };
      Instant time = now.minus(Duration.ofMinutes(UserState.MEMORY - i));
      events.add(
          Event.organic("warm-up-" + i, time, "warm-up", kind, subject, Environment.UNKNOWN));
    }
    return new UserState(UserState.unknown("warm-up").user(), events);
  }

  private String ad(int i) {
    return catalogue.ads().get(i * 31 % catalogue.ads().size()).id();
  }

  private String content(int i) {
    return catalogue.contents().isEmpty()
        ? ad(i)
        : catalogue.contents().get(i * 31 % catalogue.contents().size()).id();
  }

  private String text(int i) {
    return catalogue.ads().isEmpty()
        ? ""
        : catalogue.ads().get(i * 17 % catalogue.ads().size()).title();
  }
}
