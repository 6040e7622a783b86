package io.adlib.app.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoggedRequestsTest {

  private static List<Event> events = List.of();
  private static DemoMarket market = DemoMarket.generate(new Seed(5), DemoScale.TINY);

  @BeforeAll
  static void history() {
    events = new History(market).events();
  }

  private static List<LoggedRequest> taken(double share, String without) {
    var requests = new LoggedRequests(market.users(), user -> !user.equals(without), share, 4);
    events.forEach(requests);
    return requests.taken();
  }

  @Test
  void everyRequestIsTakenOnceWithTheUserJustBeforeIt() {
    List<LoggedRequest> all = taken(1, "");
    var ids = new HashSet<String>();
    events.forEach(event -> event.request().ifPresent(ids::add));
    assertThat(all).extracting(asked -> asked.request().id()).doesNotHaveDuplicates();
    assertThat(all).hasSize(ids.size());
    for (LoggedRequest asked : all.subList(0, 200)) {
      assertThat(asked.user().user().id()).isEqualTo(asked.request().user());
      assertThat(asked.user().recent())
          .allMatch(event -> !event.time().isAfter(asked.request().time()))
          .noneMatch(event -> event.request().equals(Optional.of(asked.request().id())));
    }
    assertThat(all).anyMatch(asked -> asked.request().query().isPresent());
  }

  @Test
  void aShareIsAboutThatAndTheSameEveryTime() {
    int all = taken(1, "").size();
    List<LoggedRequest> some = taken(.25, "");
    assertThat(some.size()).isBetween(all / 5, all / 3);
    assertThat(taken(.25, "")).isEqualTo(some);
  }

  @Test
  void whoIsHeldOutIsLeftOut() {
    String busy = taken(1, "").getFirst().request().user();
    assertThat(taken(1, busy)).noneMatch(asked -> asked.request().user().equals(busy));
  }
}
