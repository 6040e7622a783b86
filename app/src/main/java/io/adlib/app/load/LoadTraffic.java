package io.adlib.app.load;

import io.adlib.app.pipeline.Session;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who asks for ads, and from where, as bodies of {@code POST /v1/slate}. Each request draws one
 * visit; all have ids of this run. Immutable and thread-safe.
 *
 * @param visits to draw from
 * @param run names the run in the requests' ids
 * @param slots ads a request
 */
record LoadTraffic(List<Visit> visits, String run, int slots, Seed seed) {

  private static final int MOST_VISITS = 100_000;
  private static final int VISITORS = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A user in a place. */
  record Visit(String user, Environment where) {}

  private record Ask(
      String id,
      String user,
      String placement,
      String device,
      String country,
      String page,
      boolean consent,
      int slots) {}

  /** Visits as they were on the last day with events; made up where there are none. */
  static List<Visit> of(Session session) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    Instant end = end(log);
    var visits = new ArrayList<Visit>();
    try (Stream<Event> events = log.stream(end.minus(Duration.ofDays(1)), end)) {
      events
          .filter(event -> event.kind() == Event.Kind.IMPRESSION)
          .limit(MOST_VISITS)
          .forEach(event -> visits.add(new Visit(event.user(), event.environment())));
    }
    return visits.isEmpty() ? madeUp() : visits;
  }

  /** Strangers whose surroundings are not known. */
  static List<Visit> madeUp() {
    return IntStream.range(0, VISITORS)
        .mapToObj(i -> new Visit("visitor-" + i, Environment.UNKNOWN))
        .toList();
  }

  /** The end of the last day that has events; now, if none has. */
  static Instant end(EventLog log) {
    return log.days().isEmpty()
        ? Instant.now()
        : log.days().getLast().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The i-th request. */
  String body(int i) {
    RandomGenerator draw = seed.of("visit").of(Integer.toString(i)).generator();
    Visit visit = visits.get(draw.nextInt(visits.size()));
    Environment where = visit.where();
    return JSON.writeValueAsString(
        new Ask(
            "load-" + run + "-" + i,
            visit.user(),
            where.placement(),
            where.device(),
            where.country(),
            where.page(),
            true,
            slots));
  }
}
