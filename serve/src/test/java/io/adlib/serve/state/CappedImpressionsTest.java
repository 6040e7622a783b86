package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.serve.TestingMarket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CappedImpressionsTest {

  @Property(tries = 200)
  void countsAsIfItKeptAllAndOpensTheWindowAtItsStart(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int most,
      @ForAll @IntRange(min = 1, max = 60) int minutes,
      @ForAll @IntRange(max = 80) int now) {
    Catalogue catalogue = TestingMarket.catalogue();
    var cap = new FrequencyCap(most, Duration.ofMinutes(minutes));
    RandomGenerator random = new Seed(seed).generator();
    var impressions = CappedImpressions.NONE;
    Map<String, List<Instant>> all = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      String campaign = "camp" + random.nextInt(TestingMarket.CAMPAIGNS + 2);
      Instant time = minute(random.nextInt(60));
      all.computeIfAbsent(campaign, _ -> new ArrayList<>()).add(time);
      impressions = impressions.with(campaign, time, cap.impressions());
    }
    for (int c = 0; c < TestingMarket.CAMPAIGNS; c++) {
      long seen =
          all.getOrDefault("camp" + c, List.of()).stream()
              .filter(time -> time.isAfter(minute(now - minutes)))
              .count();
      assertThat(impressions.counts(catalogue).impressions(c, cap, minute(now)))
          .isEqualTo((int) Math.min(seen, most));
    }
  }

  private static Instant minute(int minute) {
    return TestingMarket.NOON.plus(Duration.ofMinutes(minute));
  }
}
