package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.app.TwoAds;
import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.release.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RehearsalTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir private Path folder;
  private final Set<String> users = ConcurrentHashMap.newKeySet();

  @Test
  void madeUpPeopleAreAnsweredUntilNothingGetsFasterAndNothingOfItIsLeft() throws Exception {
    Path state = folder.resolve("rehearsal");
    Files.createDirectories(state.resolve("of one that was killed"));
    var ticks = new AtomicLong();
    Rehearsal.Result result = rehearsal(state, ticks, Duration.ofDays(1)).run();
    assertThat(result.rounds()).isGreaterThanOrEqualTo(8);
    assertThat(result.answered()).isEqualTo(result.rounds() * Rehearsal.ROUND);
    assertThat(users)
        .isNotEmpty()
        .allMatch(user -> user.startsWith("rehearsal-") || user.isEmpty());
    assertThat(state).doesNotExist();
  }

  @Test
  void theLimitEndsIt() {
    Path state = folder.resolve("rehearsal");
    var ticks = new AtomicLong();
    Rehearsal.Result result = rehearsal(state, ticks, Duration.ofNanos(100)).run();
    assertThat(result.answered()).isLessThan(Rehearsal.ROUND);
    assertThat(state).doesNotExist();
  }

  /** Its time is the number of looks at the clock, so that no round is faster than another. */
  private Rehearsal rehearsal(Path state, AtomicLong ticks, Duration limit) {
    return new Rehearsal(
        release(),
        ServerConfig.loopback(),
        state,
        InstantSource.fixed(NOON),
        ticks::incrementAndGet,
        limit);
  }

  private Release release() {
    var campaign =
        new Campaign(
            "camp",
            "adv",
            Campaign.Objective.CLICK,
            Money.parse("0.35", "EUR"),
            Money.parse("1.00", "EUR"),
            new Campaign.Flight(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1))),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    var catalogue =
        new Catalogue(
            List.of(new Advertiser("adv", "Adv", ZoneOffset.UTC)),
            List.of(campaign),
            List.of(ad("ad-1"), ad("ad-2")),
            List.of(),
            ExchangeRates.single("EUR"));
    return TwoAds.release(
        catalogue,
        request -> users.add(request.user().startsWith("warm-up") ? "" : request.user()));
  }

  private static Ad ad(String id) {
    return new Ad(
        id, "camp", "A knife", "", List.of("kitchen"), "", Optional.empty(), "", "", NOON);
  }
}
