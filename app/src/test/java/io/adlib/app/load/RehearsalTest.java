package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
            Optional.empty(),
            Campaign.Pacing.ASAP);
    var catalogue =
        new Catalogue(
            List.of(new Advertiser("adv", "Adv", ZoneOffset.UTC)),
            List.of(campaign),
            List.of(ad("ad-1"), ad("ad-2")),
            List.of(),
            ExchangeRates.single("EUR"));
    var ids = new SemanticIds(List.of("ad-1", "ad-2"), 2, 4, new short[] {0, 0, 0, 1});
    Trie trie = Release.trieOfAds(catalogue, ids);
    return Release.of(
        "v1",
        catalogue,
        ids,
        trie,
        new AnyLegal(trie),
        (_, _, ads) -> Arrays.stream(ads).mapToObj(_ -> new Valuer.Value(.05, .1)).toList());
  }

  private static Ad ad(String id) {
    return new Ad(
        id, "camp", "A knife", "", List.of("kitchen"), "", Optional.empty(), "", "", NOON);
  }

  private final class AnyLegal implements Recall {

    private final Trie trie;

    AnyLegal(Trie trie) {
      this.trie = trie;
    }

    @Override
    public List<Proposal> propose(
        UserState user, Request request, LegalLeaves legal, int beam, int k) {
      users.add(request.user().startsWith("warm-up") ? "" : request.user());
      return IntStream.range(0, trie.leaves())
          .filter(leaf -> legal.any(leaf, leaf + 1))
          .mapToObj(leaf -> new Proposal(leaf, -1))
          .toList();
    }

    @Override
    public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
      return List.of();
    }

    @Override
    public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
      return -1;
    }

    @Override
    public double[] attention(UserState user, Request request) {
      return new double[user.recent().size()];
    }

    @Override
    public Recall over(SemanticIds ids, Trie changed) {
      return new AnyLegal(changed);
    }
  }
}
