package io.adlib.serve.ad;

import static io.adlib.serve.TestingMarket.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.serve.TestingClock;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingStore;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateConfig;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveAdsTest {

  @TempDir Path folder;
  private final TestingClock clock = new TestingClock(NOON);
  private final TestingVectors vectors = new TestingVectors();
  private final Catalogue catalogue = TestingMarket.catalogue();
  private TestingStore store;
  private LiveRelease live;
  private LiveAds ads;

  @BeforeEach
  void open() {
    store = new TestingStore(folder);
    open(release("v1", catalogue, 7));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void open(Release release) {
    live = new LiveRelease(release);
    ServingState state = ServingState.open(store, release.catalogue(), clock, StateConfig.DEFAULT);
    ads = LiveAds.open(live, state.ads(), clock, Duration.ofDays(31));
  }

  private Release release(String version, Catalogue of, long tokenizer) {
    return TestingMarket.release(version, of, new TestingRecall())
        .with(vectors.tokenizer(tokenizer));
  }

  private static Ad ad(String id, String title) {
    return ad(id, title, "camp1");
  }

  private static Ad ad(String id, String title, String campaign) {
    return new Ad(id, campaign, title, "", List.of(), "", Optional.empty(), "", "", NOON);
  }

  private AdOutcome post(Ad ad) {
    return ads.post(List.of(new AdOffer(ad, true))).getFirst();
  }

  private String path(String id) {
    Release release = live.get();
    return release.ids().path(release.ids().indexOf(id));
  }

  @Test
  void theEncoderIsLoadedBeforeTheFirstPostAndWhereItCannotBeThatPostSaysSo() {
    vectors.broken = true;
    ads.warmUp();
    await().untilAsserted(() -> assertThat(vectors.loads).hasValue(1));
    assertThatThrownBy(() -> post(ad("fresh", "Fresh"))).hasMessageContaining("does not load");
    vectors.broken = false;
    assertThat(post(ad("fresh", "Fresh"))).isInstanceOf(AdOutcome.Created.class);
  }

  @Test
  void semanticIdsOfExistingAdsNeverChangeAsOthersComeAndGo() {
    var random = new io.adlib.core.Seed(20261125).generator();
    Map<String, String> paths = new HashMap<>();
    catalogue.ads().forEach(ad -> paths.put(ad.id(), path(ad.id())));
    var present = new ArrayList<>(paths.keySet());
    for (int step = 0; step < 150; step++) {
      if (random.nextInt(3) == 0) {
        ads.withdraw(present.remove(random.nextInt(present.size())));
      } else {
        String id = "new" + step;
        if (post(ad(id, "Title " + random.nextInt(20)))
            instanceof AdOutcome.Created(var _, var path)) {
          paths.put(id, path);
          present.add(id);
        }
      }
    }
    Release release = live.get();
    paths.forEach((id, path) -> assertThat(path(id)).as(id).isEqualTo(path));
    assertThat(paths.values()).doesNotHaveDuplicates();
    assertThat(release.adCount()).isEqualTo(present.size());
    assertThat(IntStream.range(0, release.trie().leaves()).mapToObj(this::adAt))
        .containsExactlyInAnyOrderElementsOf(present);
    Trie anew = Trie.of(release.ids(), present.stream().mapToInt(id -> release.ids().indexOf(id)));
    assertThat(IntStream.range(0, anew.leaves()).map(anew::item).toArray())
        .isEqualTo(IntStream.range(0, anew.leaves()).map(release.trie()::item).toArray());
  }

  private String adAt(int leaf) {
    Release release = live.get();
    return release.catalogue().ads().get(release.leaves().ad(leaf)).id();
  }

  @Test
  void anotherReleaseOfTheSameTokenizerKeepsTheIdOfAPostedAd() {
    post(ad("fresh", "Fresh"));
    String before = path("fresh");
    ads.swap(release("v2", catalogue, 7));
    assertThat(live.get().version()).isEqualTo("v2");
    assertThat(path("fresh")).isEqualTo(before);
    assertThat(vectors.encoded.get()).isEqualTo(1);
  }

  @Test
  void anotherTokenizerGivesAPostedAdANewIdThatIsKeptFromThenOn() {
    post(ad("fresh", "Fresh"));
    ads.withdraw("ad3-1");
    ads.swap(release("v2", catalogue, 8));
    assertThat(vectors.encoded.get()).isEqualTo(2);
    assertThat(live.get().adCount()).isEqualTo(60);
    assertThat(live.get().isWithdrawn("ad3-1")).isTrue();
    open(release("v2", catalogue, 8));
    assertThat(vectors.encoded.get()).isEqualTo(2);
    assertThat(live.get().trie().leaf(live.get().ids().indexOf("fresh"))).isNotNegative();
  }

  @Test
  void anAdThatAReleaseBringsIsServedAsTheReleaseHasIt() {
    post(ad("fresh", "Fresh"));
    Catalogue grown = catalogue.with(List.of(ad("fresh", "As it was imported")));
    Release next = release("v2", grown, 7);
    ads.swap(next);
    Release served = live.get();
    assertThat(served.adCount()).isEqualTo(61);
    assertThat(served.catalogue().ads().get(served.catalogue().adIndex("fresh")).title())
        .isEqualTo("As it was imported");
  }

  @Test
  void aPostedAdOfACampaignThatTheReleaseLacksWaitsForOneThatHasIt() {
    post(ad("fresh", "Fresh", "camp11"));
    var campaigns = catalogue.campaigns().subList(0, 11);
    var rest = catalogue.ads().stream().filter(ad -> !ad.campaign().equals("camp11")).toList();
    Catalogue smaller =
        new Catalogue(
            catalogue.advertisers(), campaigns, rest, catalogue.contents(), catalogue.rates());
    ads.swap(release("v2", smaller, 7));
    assertThat(live.get().catalogue().adIndex("fresh")).isNegative();
    ads.swap(release("v3", catalogue, 7));
    assertThat(live.get().catalogue().adIndex("fresh")).isNotNegative();
  }

  @Test
  void aWithdrawnAdIsForgottenWhenNoEventOfItCanCome() {
    Instant start = clock.instant();
    post(ad("old", "Old"));
    ads.withdraw("old");
    ads.withdraw("ad1-1");
    open(release("v1", catalogue, 7));
    assertThat(live.get().catalogue().adIndex("old")).isNotNegative();
    clock.advance(Duration.ofDays(40));
    assertThat(clock.instant()).isAfter(start);
    open(release("v1", catalogue, 7));
    assertThat(live.get().catalogue().adIndex("old")).isNegative();
    assertThat(live.get().isWithdrawn("ad1-1")).isTrue();
  }

  @Test
  void theNumberOfAnAdMeansTheSameInEveryLaterEdition() {
    Release before = live.get();
    post(ad("aaa", "Aaa"));
    post(ad("bbb", "Bbb"));
    Release after = live.get();
    for (int ad = 0; ad < before.catalogue().ads().size(); ad++) {
      assertThat(after.catalogue().ads().get(ad)).isSameAs(before.catalogue().ads().get(ad));
    }
    assertThat(after.isLaterThan(before)).isTrue();
    assertThat(before.isLaterThan(after)).isFalse();
  }
}
