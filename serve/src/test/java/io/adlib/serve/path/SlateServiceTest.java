package io.adlib.serve.path;

import static io.adlib.serve.TestingMarket.NOON;
import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.auction.SaleTerms;
import io.adlib.market.eligibility.Blocks;
import io.adlib.market.eligibility.BrandSafety;
import io.adlib.market.pacing.PacingState;
import io.adlib.serve.TestingClock;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingStore;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.serve.state.EventOutcome;
import io.adlib.serve.state.Exposure;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlateServiceTest {

  private static final PathConfig NO_EXPLORATION =
      new PathConfig(32, 8, 32, 8, 0, SaleTerms.DEFAULT.withoutReserve(), new Seed(1));

  @TempDir Path folder;
  private final TestingClock clock = new TestingClock(NOON);
  private final AtomicLong ticks = new AtomicLong();
  private final TestingRecall recall = new TestingRecall();
  private Catalogue catalogue;
  private TestingStore store;
  private SlateService service;

  @BeforeEach
  void open() {
    open(TestingMarket.catalogue(), NO_EXPLORATION);
  }

  private void open(Catalogue market, PathConfig config) {
    if (store != null) {
      store.close();
    }
    catalogue = market;
    store = new TestingStore(folder.resolve("state"));
    service =
        new SlateService(
            new LiveRelease(TestingMarket.release("v1", market, recall)),
            ServingState.open(store, market, clock, StateConfig.DEFAULT),
            config,
            clock,
            ticks::get);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Event event(String id, Event.Kind kind, Slate slate, int position, String user) {
    return new Event(
        id,
        NOON.plusSeconds(1),
        user,
        kind,
        slate.positions().get(position).ad(),
        Optional.of(slate.request()),
        OptionalInt.of(position),
        OptionalDouble.empty(),
        Optional.empty(),
        Environment.UNKNOWN);
  }

  @Test
  void servesAsManyAdsAsAskedEachOfItsOwnAdvertiserAndHoldsTheirMoney() {
    ServedSlate served = service.serve(request("r1", "u1"));
    assertThat(served.slate().positions()).hasSize(3);
    assertThat(served.steps()).isEmpty();
    assertThat(served.slate().positions().stream().map(Slate.Position::campaign))
        .doesNotHaveDuplicates();
    for (Slate.Position p : served.slate().positions()) {
      var campaign = catalogue.campaigns().get(catalogue.campaignIndex(p.campaign()));
      assertThat(p.price().micros()).isBetween(1L, campaign.bid().micros());
      assertThat(service.state().ledger().balance(campaign, NOON).held().micros()).isPositive();
    }
    assertThat(service.state().exposure("r1").orElseThrow().slate()).isEqualTo(served.slate());
  }

  @Test
  void whatIsNotEligibleIsNeverGeneratedAndNeverShown() {
    var desktop = service.serve(request("r1", "u1", true, 12));
    assertThat(desktop.slate().positions().stream().map(Slate.Position::campaign))
        .doesNotContain("camp3", "camp5");
    assertThat(recall.calls.getFirst().legal())
        .isEqualTo((TestingMarket.CAMPAIGNS - 2) * TestingMarket.ADS_EACH);
    service.serve(
        new SlateQuery(
            request("r2", "u1"), new Blocks(Set.of("cat0"), Set.of("adv1")), Optional.empty()));
    assertThat(recall.calls.getLast().legal())
        .isEqualTo((TestingMarket.CAMPAIGNS - 4) * TestingMarket.ADS_EACH);
  }

  @Test
  void theSameRequestAgainGetsTheSameAnswerAndHoldsNoMoreMoney() {
    ServedSlate first = service.serve(request("r1", "u1"));
    int commits = store.commits.get();
    ServedSlate second = service.serve(request("r1", "u1"));
    assertThat(second.slate()).isEqualTo(first.slate());
    assertThat(second.repeated()).isTrue();
    assertThat(store.commits.get()).isEqualTo(commits);
  }

  @Test
  void withoutConsentNothingPersonalIsReadOrKept() {
    service.accept(
        List.of(Event.organic("e1", NOON, "u1", Event.Kind.CONTENT, "page1", Environment.UNKNOWN)));
    ServedSlate served = service.serve(request("r1", "u1", false, 3));
    assertThat(recall.calls.getLast().user().recent()).isEmpty();
    assertThat(recall.calls.getLast().request().user()).isEmpty();
    assertThat(service.state().exposure("r1").orElseThrow().request().user()).isEmpty();
    assertThat(served.slate().positions().stream().map(Slate.Position::campaign))
        .doesNotContain("camp4");
    service.accept(List.of(event("e2", Event.Kind.CLICK, served.slate(), 0, "u1")));
    assertThat(service.state().user("u1").state().recent()).hasSize(1);
  }

  @Test
  void anUnknownUserIsServedByContextAndBecomesKnownByItsFirstEvent() {
    assertThat(service.serve(request("r1", "new")).slate().positions()).isNotEmpty();
    assertThat(service.state().user("new").isKnown()).isFalse();
    service.accept(
        List.of(Event.organic("e1", NOON, "new", Event.Kind.SEARCH, "shoes", Environment.UNKNOWN)));
    assertThat(service.state().user("new").isKnown()).isTrue();
    service.serve(request("r2", "new"));
    assertThat(recall.calls.getLast().user().recent()).hasSize(1);
  }

  @Test
  void aCapHoldsAcrossRequestsAndEndsWithItsWindow() {
    int shown = 0;
    for (int i = 0; i < 6; i++) {
      Slate slate = service.serve(request("r" + i, "u1", true, 12)).slate();
      for (int p = 0; p < slate.positions().size(); p++) {
        if (slate.positions().get(p).campaign().equals("camp4")) {
          shown++;
          service.accept(List.of(event("i" + i, Event.Kind.IMPRESSION, slate, p, "u1")));
        }
      }
    }
    assertThat(shown).isEqualTo(2);
    Request tomorrow = later(request("r9", "u1", true, 12), Duration.ofDays(1).plusSeconds(2));
    clock.advance(Duration.ofDays(1).plusSeconds(2));
    assertThat(service.serve(tomorrow).slate().positions().stream().map(Slate.Position::campaign))
        .contains("camp4");
  }

  private static Request later(Request r, Duration by) {
    return new Request(
        r.id(),
        r.user(),
        r.environment(),
        r.query(),
        r.consent(),
        r.time().plus(by),
        r.deadline(),
        r.slots());
  }

  @Test
  void aBillableEventIsChargedOnceHoweverOftenAndUnderWhateverIdItComes() {
    Slate slate = service.serve(request("r1", "u1", true, 12)).slate();
    for (int p = 0; p < slate.positions().size(); p++) {
      String campaign = slate.positions().get(p).campaign();
      var kind =
          switch (Integer.parseInt(campaign.substring(4)) % 3) {
            case 0 -> Event.Kind.IMPRESSION;
            case 1 -> Event.Kind.CLICK;
            default -> Event.Kind.CONVERSION;
          };
      Event event = event("e" + p, kind, slate, p, "u1");
      Event again = event("again" + p, kind, slate, p, "u1");
      List<EventOutcome> outcomes = service.accept(List.of(event, event, again));
      assertThat(((EventOutcome.Accepted) outcomes.get(0)).charged()).isPresent();
      assertThat(outcomes.get(1)).isInstanceOf(EventOutcome.Duplicate.class);
      assertThat(((EventOutcome.Accepted) outcomes.get(2)).charged()).isEmpty();
      assertThat(service.accept(List.of(event)).getFirst())
          .isInstanceOf(EventOutcome.Duplicate.class);
      var balance =
          service
              .state()
              .ledger()
              .balance(catalogue.campaigns().get(catalogue.campaignIndex(campaign)), NOON);
      assertThat(balance.spent())
          .isEqualTo(((EventOutcome.Accepted) outcomes.get(0)).charged().orElseThrow());
    }
  }

  @Test
  void oneBadEventIsRefusedWithItsReasonAndTheRestIsTaken() {
    Slate slate = service.serve(request("r1", "u1")).slate();
    var unknownAd = event("e1", Event.Kind.CLICK, slate, 0, "u1");
    List<EventOutcome> outcomes =
        service.accept(
            List.of(
                Event.organic("a", NOON, "u1", Event.Kind.CLICK, "nosuch", Environment.UNKNOWN),
                Event.organic("b", NOON, "u2", Event.Kind.CONTENT, "page1", Environment.UNKNOWN),
                Event.organic(
                    "c",
                    NOON.plus(Duration.ofDays(400)),
                    "u2",
                    Event.Kind.CONTENT,
                    "page1",
                    Environment.UNKNOWN),
                Event.organic(
                    "d",
                    NOON.minus(Duration.ofDays(400)),
                    "u2",
                    Event.Kind.CONTENT,
                    "page1",
                    Environment.UNKNOWN),
                event("f", Event.Kind.CLICK, slate, 0, "somebodyelse"),
                unknownAd));
    assertThat(outcomes.stream().map(SlateServiceTest::text))
        .containsExactly(
            "the ad 'nosuch' is not in the catalogue",
            "accepted",
            "its time 2027-12-27T12:00:00Z is in the future, past the 5 minutes allowed; correct"
                + " the sender's clock",
            "its time 2025-10-18T12:00:00Z is older than the 30 days allowed",
            "the request 'r1' was another user's",
            "accepted");
  }

  private static String text(EventOutcome outcome) {
    return switch (outcome) {
      case EventOutcome.Accepted _ -> "accepted";
      case EventOutcome.Duplicate _ -> "duplicate";
      case EventOutcome.Rejected(String _, String reason) -> reason;
    };
  }

  @Test
  void aBudgetIsNeverHeldOrSpentBeyondItsLimit() {
    open(TestingMarket.catalogue(Money.parse("0.05", "EUR")), NO_EXPLORATION);
    for (int i = 0; i < 80; i++) {
      Slate slate = service.serve(request("r" + i, "u" + i, true, 12)).slate();
      var events = new ArrayList<Event>();
      for (int p = 0; p < slate.positions().size(); p++) {
        for (Event.Kind kind : List.of(Event.Kind.IMPRESSION, Event.Kind.CLICK)) {
          events.add(event(kind + "/" + i + "/" + p, kind, slate, p, "u" + i));
        }
      }
      service.accept(events);
    }
    assertThat(catalogue.campaigns())
        .as("some budget is used up, or the test shows nothing")
        .anyMatch(campaign -> !service.state().ledger().canSpend(campaign, NOON));
    assertThat(catalogue.campaigns())
        .allSatisfy(
            campaign -> {
              var balance = service.state().ledger().balance(campaign, NOON);
              assertThat(balance.spent().plus(balance.held()).micros())
                  .isLessThanOrEqualTo(campaign.dailyBudget().micros());
            });
  }

  @Test
  void asTheDeadlineNearsItDoesLessInAFixedOrderAndSaysSo() {
    recall.onBeam = beam -> ticks.addAndGet(beam >= 32 ? 80_000_000L : 20_000_000L);
    assertThat(within(1000, "a", "u1").steps()).isEmpty();
    assertThat(within(60, "b", "u2").steps()).containsExactly("narrow-beam");
    ServedSlate cached = within(15, "c", "u1");
    assertThat(cached.steps()).containsExactly("cached-candidates");
    assertThat(cached.slate().positions()).isNotEmpty();
    ServedSlate popular = within(15, "d", "nobody-was-cached");
    assertThat(popular.steps()).containsExactly("popularity");
    assertThat(popular.slate().positions()).isNotEmpty();
    ServedSlate late = within(0, "e", "u1");
    assertThat(late.steps()).contains("no-bid");
    assertThat(late.slate().positions()).isEmpty();
  }

  @Test
  void oneSlowMomentOfTheGeneratorDoesNotSilenceItForGood() {
    recall.onBeam = _ -> ticks.addAndGet(2_000_000_000L);
    within(100, "a", "u1");
    recall.onBeam = _ -> ticks.addAndGet(5_000_000L);
    assertThat(within(100, "b", "u1").steps()).contains("narrow-beam");
    ticks.addAndGet(1_000_000_000L);
    assertThat(within(100, "c", "u1").steps()).as("tried again").isEmpty();
    assertThat(within(100, "d", "u1").steps()).as("and found to be quick").isEmpty();
  }

  @Test
  void oneSlowMomentOfTheDiskDoesNotEmptyTheAnswersForGood() {
    store.onCommit = () -> ticks.addAndGet(2_000_000_000L);
    assertThat(within(100, "a", "u1").slate().positions()).isNotEmpty();
    store.onCommit = () -> ticks.addAndGet(5_000_000L);
    for (String next : List.of("b", "c", "d")) {
      ServedSlate served = within(100, next, "u1");
      assertThat(served.steps()).as("right after it").isEmpty();
      assertThat(served.slate().positions()).isNotEmpty();
    }
  }

  private ServedSlate within(long millis, String id, String user) {
    Request r = request(id, user);
    return service.serve(
        new Request(
            r.id(),
            r.user(),
            r.environment(),
            r.query(),
            true,
            NOON,
            Duration.ofMillis(millis),
            3));
  }

  @Test
  void aFullDiskRefusesClearlyAndAcknowledgesNothingFalsely() {
    Slate slate = service.serve(request("r1", "u1")).slate();
    store.full = true;
    assertThatThrownBy(() -> service.serve(request("r2", "u1")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("disk is full");
    Event click = event("e1", Event.Kind.CLICK, slate, 0, "u1");
    assertThatThrownBy(() -> service.accept(List.of(click)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("disk is full");
    store.full = false;
    assertThatThrownBy(() -> service.accept(List.of(click)))
        .as("what reached the disk is in doubt until a restart")
        .isInstanceOf(EnvironmentException.class);
    open(catalogue, NO_EXPLORATION);
    assertThat(service.state().exposure("r1").orElseThrow().slate()).isEqualTo(slate);
    assertThat(service.state().exposure("r2")).isEmpty();
    assertThat(service.state().hasEvent("e1")).isFalse();
    assertThat(service.accept(List.of(click)).getFirst()).isInstanceOf(EventOutcome.Accepted.class);
  }

  @Test
  void whatIsTooOldForAnyEventIsForgottenAndTheRestKept() {
    Slate slate = service.serve(request("r1", "u1")).slate();
    service.accept(List.of(event("e1", Event.Kind.CLICK, slate, 0, "u1")));
    clock.advance(Duration.ofDays(30));
    assertThat(service.state().forgetOld()).isZero();
    clock.advance(Duration.ofDays(2));
    service.serve(later(request("r2", "u1"), Duration.ofDays(32)));
    assertThat(service.state().forgetOld()).isEqualTo(2);
    assertThat(service.state().exposure("r1")).isEmpty();
    assertThat(service.state().hasEvent("e1")).isFalse();
    assertThat(service.state().exposure("r2")).isPresent();
    assertThat(service.state().user("u1").state().recent()).hasSize(1);
  }

  @Test
  void aSwapUnderLoadNeverMixesTwoReleases() throws Exception {
    Release plain = TestingMarket.release("v1", catalogue, recall);
    Release keen =
        Release.of(
            "v2",
            catalogue,
            plain.ids(),
            plain.trie(),
            plain.recall(),
            (_, _, ads) -> Collections.nCopies(ads.length, new Valuer.Value(.5, .5)));
    var seen = ConcurrentHashMap.<String>newKeySet();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var work = new ArrayList<Callable<Void>>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        work.add(
            () -> {
              for (int i = 0; i < 40; i++) {
                if (thread == 0) {
                  service.live().swap(i % 2 == 0 ? keen : plain);
                }
                Slate slate = service.serve(request(thread + "/" + i, "u")).slate();
                seen.add(slate.release());
                assertThat(slate.positions())
                    .isNotEmpty()
                    .allMatch(p -> (p.pCTR() == .5) == slate.release().equals("v2"));
              }
              return null;
            });
      }
      for (var done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(seen).containsExactlyInAnyOrder("v1", "v2");
  }

  @Test
  void explorationShowsOtherAdsWithTheirTruePropensity() {
    double share = .3;
    open(
        catalogue,
        new PathConfig(32, 8, 32, 8, share, SaleTerms.DEFAULT.withoutReserve(), new Seed(7)));
    int explored = 0;
    int asked = 200;
    for (int i = 0; i < asked; i++) {
      Slate.Position last =
          service.serve(request("r" + i, "u", true, 1)).slate().positions().getFirst();
      if (last.sources().contains("exploration")) {
        explored++;
        assertThat(last.propensity()).isEqualTo(share / 50);
      } else {
        assertThat(last.propensity()).isEqualTo(1 - share + share / 50);
      }
    }
    assertThat(explored / (double) asked).isBetween(share - .08, share + .08);
  }

  @Test
  void anEvenCampaignSitsRequestsOutAndTheExposureSaysWithWhichProbabilityItDidNot() {
    open(TestingMarket.paced("camp1", Money.parse("2", "EUR")), NO_EXPLORATION);
    int number = catalogue.campaignIndex("camp1");
    for (int i = 0; i < 600; i++) {
      clock.advance(Duration.ofSeconds(6));
      Duration since = Duration.between(NOON, clock.instant());
      service.serve(later(request("r" + i, "u" + i, true, 12), since));
    }
    PacingState state = service.pacing(clock.instant()).getFirst();
    assertThat(state.campaign()).isEqualTo("camp1");
    assertThat(state.probability()).as("two euros must last for hours").isLessThan(.5);
    int in = 0;
    int out = 0;
    for (int i = 500; i < 600; i++) {
      Exposure exposure = service.state().exposure("r" + i).orElseThrow();
      boolean shown =
          exposure.slate().positions().stream().anyMatch(p -> p.campaign().equals("camp1"));
      in += shown ? 1 : 0;
      out += shown ? 0 : 1;
      assertThat(exposure.participation().keySet()).isEqualTo(shown ? Set.of("camp1") : Set.of());
      assertThat(exposure.participation().values()).allMatch(p -> p > 0 && p < 1);
    }
    assertThat(out).as("requests sat out; shown were %d", in).isGreaterThan(50);
    assertThat(catalogue.campaigns().get(number).pacing()).isEqualTo(Campaign.Pacing.EVEN);
    service.writePacing();
    open(catalogue, NO_EXPLORATION);
    assertThat(service.pacing(clock.instant()).getFirst().probability())
        .as("after a restart")
        .isEqualTo(state.probability());
  }

  @Test
  void adsThatMayNotStandBesideAPagesContentAreNotEligibleThere() {
    var safety = new BrandSafety(Map.of("cat2", "IAB9-7"), Map.of("tag", Set.of("cat1")));
    SaleTerms usual = SaleTerms.DEFAULT;
    var sale = new SaleTerms(usual.pricing(), usual.rules(), 0, safety, 0);
    open(catalogue, new PathConfig(32, 8, 32, 8, 0, sale, new Seed(1)));
    Request beside = request("r2", "u1", true, 12);
    Environment there = beside.environment();
    Request plain =
        new Request(
            "r1",
            "u1",
            new Environment(there.placement(), there.device(), there.country(), "elsewhere"),
            Optional.empty(),
            true,
            NOON,
            beside.deadline(),
            12);
    int all = service.serve(new SlateQuery(plain, Blocks.NONE, Optional.empty())).eligible();
    var blocks = new Blocks(Set.of("IAB9"), Set.of());
    assertThat(service.serve(new SlateQuery(beside, blocks, Optional.empty())).eligible())
        .isEqualTo(all - 2 * TestingMarket.ADS_EACH);
  }
}
