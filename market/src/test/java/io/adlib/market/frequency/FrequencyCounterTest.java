package io.adlib.market.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.market.TestingMarket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrequencyCounterTest {

  @Property(tries = 300)
  void countsAsIfItKeptEveryEvent(@ForAll long seed) {
    Catalogue catalogue = TestingMarket.random(seed, 3, 6, 20);
    RandomGenerator random = new Seed(seed).of("events").generator();
    var counter = new FrequencyCounter(catalogue, 10_000);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Instant time = TestingMarket.START.plus(Duration.ofMinutes(random.nextInt(300)));
      String user = "u" + random.nextInt(3);
      events.add(TestingMarket.impression("e" + i, user, "a" + random.nextInt(22), time));
      counter.record(events.getLast());
    }
    Instant now = TestingMarket.START.plus(Duration.ofMinutes(300 + random.nextInt(60)));
    for (int c = 0; c < catalogue.campaigns().size(); c++) {
      int campaign = c;
      for (FrequencyCap cap : catalogue.campaigns().get(c).frequencyCaps()) {
        long seen =
            events.stream()
                .filter(e -> e.user().equals("u1") && catalogue.adIndex(e.subject()) >= 0)
                .filter(e -> catalogue.campaignOfAd(catalogue.adIndex(e.subject())) == campaign)
                .filter(e -> e.time().plus(cap.window()).isAfter(now))
                .count();
        int expected = (int) Math.min(seen, cap.impressions());
        assertThat(counter.of("u1").impressions(c, cap, now)).isEqualTo(expected);
        List<Event> own = events.stream().filter(e -> e.user().equals("u1")).toList();
        assertThat(FrequencyCounts.of(catalogue, own).impressions(c, cap, now)).isEqualTo(expected);
      }
    }
  }

  @Test
  void forgetsTheUsersLongestUnseenWhenFull() {
    Catalogue catalogue = TestingMarket.random(7, 1, 4, 40);
    int campaign = firstCapped(catalogue);
    String ad =
        catalogue.ads().stream()
            .filter(a -> catalogue.campaignOfAd(catalogue.adIndex(a.id())) == campaign)
            .findFirst()
            .orElseThrow()
            .id();
    FrequencyCap cap = catalogue.campaigns().get(campaign).frequencyCaps().getFirst();
    var counter = new FrequencyCounter(catalogue, 640);
    Instant now = TestingMarket.START;
    for (int i = 0; i < 5000; i++) {
      counter.record(TestingMarket.impression("e" + i, "u" + i, ad, now));
      counter.of("u0").impressions(campaign, cap, now);
    }
    assertThat(counter.forgotten()).isBetween(5000L - 640, 5000L - 300);
    assertThat(counter.of("u0").impressions(campaign, cap, now)).isEqualTo(1);
    assertThat(counter.of("u1").impressions(campaign, cap, now)).isZero();
    counter.forget("u0");
    assertThat(counter.of("u0").impressions(campaign, cap, now)).isZero();
  }

  private static int firstCapped(Catalogue catalogue) {
    for (int c = 0; c < catalogue.campaigns().size(); c++) {
      if (!catalogue.campaigns().get(c).frequencyCaps().isEmpty()) {
        return c;
      }
    }
    throw new AssertionError("no capped campaign in this seed");
  }
}
