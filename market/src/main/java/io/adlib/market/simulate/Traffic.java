package io.adlib.market.simulate;

import io.adlib.core.User;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.Visit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Visits of all users of a demo market in order of the time of their requests, day after day,
 * without end. Always the same for the same market. Immutable and thread-safe.
 */
public final class Traffic {

  private final DemoMarket market;
  private final List<User> users;

  /** Visits of everyone. */
  public Traffic(DemoMarket market) {
    this(market, market.users());
  }

  /** Visits of some users only. */
  public Traffic(DemoMarket market, List<User> users) {
    this.market = market;
    this.users = List.copyOf(users);
  }

  /** The visits of one day, counted from the market's start, ordered by the request's time. */
  public List<Visit> day(int day) {
    var visits = new ArrayList<Visit>();
    for (User user : users) {
      visits.addAll(market.habits().visits(user.id(), day));
    }
    visits.sort(
        Comparator.comparing((Visit visit) -> visit.request().time())
            .thenComparing(visit -> visit.request().id()));
    return visits;
  }

  /** Visits from the day on which live traffic begins; made as they are taken, never ending. */
  public Iterator<Visit> live() {
    return from(market.scale().days()).iterator();
  }

  /** Visits from the start of a day, without end. */
  public Stream<Visit> from(int day) {
    return IntStream.iterate(day, d -> d + 1).boxed().flatMap(d -> day(d).stream());
  }
}
