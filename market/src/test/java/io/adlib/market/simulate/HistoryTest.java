package io.adlib.market.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.ContentHash;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Visit;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final DemoMarket MARKET = DemoMarket.generate(new Seed(21), DemoScale.TINY);
  private static final List<Event> EVENTS = new History(MARKET).events();

  private static String hash(List<Event> events) {
    var hash = new ContentHash();
    events.forEach(event -> hash.add(event.toString()));
    return hash.hex();
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    DemoMarket again = DemoMarket.generate(new Seed(21), DemoScale.TINY);
    assertThat(hash(new History(again).events())).isEqualTo(hash(EVENTS));
  }

  @Test
  void eventsAreInOrderUniqueAndInsideTheHistory() {
    var ids = new HashSet<String>();
    for (int i = 0; i < EVENTS.size(); i++) {
      Event event = EVENTS.get(i);
      assertThat(ids.add(event.id())).as(event.id()).isTrue();
      assertThat(event.time())
          .isBetween(MARKET.scale().start(), MARKET.scale().liveStart().minusNanos(1));
      if (i > 0) {
        assertThat(event.time()).isAfterOrEqualTo(EVENTS.get(i - 1).time());
      }
    }
  }

  @Test
  void allKindsOfEventsHappenAndNameWhatExists() {
    assertThat(EVENTS.stream().map(Event::kind).distinct()).hasSize(Event.Kind.values().length);
    for (Event event : EVENTS) {
      switch (event.kind()) {
        case CONTENT ->
            assertThat(MARKET.catalogue().contentIndex(event.subject())).isNotNegative();
        case SEARCH -> assertThat(event.subject()).isNotBlank();
        case IMPRESSION, CLICK, CART, CONVERSION -> {
          assertThat(MARKET.catalogue().adIndex(event.subject())).isNotNegative();
          assertThat(event.request()).isPresent();
          assertThat(event.position().orElseThrow()).isBetween(0, 3);
          assertThat(event.propensity().orElseThrow()).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @Test
  void propensitiesAreTrue() {
    // The inverse of a true propensity has the number of ads that could be chosen as its mean.
    var policy = new LoggingPolicy(MARKET);
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int day = 0; day < 12; day++) {
      for (Visit visit : new Traffic(MARKET).day(day)) {
        policy.observe(visit);
        Request request = visit.request();
        int allowed = policy.allowed(request);
        double share = 1 / policy.slate(request).positions().getFirst().propensity() / allowed;
        sum += share;
        squares += share * share;
        n++;
      }
    }
    double mean = sum / n;
    double error = Math.sqrt((squares / n - mean * mean) / n);
    assertThat(n).isGreaterThan(1000);
    assertThat(mean).isBetween(1 - 4.5 * error, 1 + 4.5 * error);
  }

  @Test
  void liveTrafficGoesOnWhereTheHistoryEnds() {
    var live = new Traffic(MARKET).live();
    Visit previous = live.next();
    assertThat(previous.organic().getFirst().time()).isAfterOrEqualTo(MARKET.scale().liveStart());
    for (int i = 0; i < 1000; i++) {
      Visit next = live.next();
      assertThat(next.request().time()).isAfterOrEqualTo(previous.request().time());
      assertThat(next.organic()).isNotEmpty();
      assertThat(next.request().time()).isAfterOrEqualTo(next.organic().getLast().time());
      previous = next;
    }
    assertThat(new Traffic(MARKET).day(6)).isEqualTo(new Traffic(MARKET).day(6));
  }
}
