package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Money;
import io.adlib.core.Slate;
import io.adlib.market.demo.DemoScale;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.state.EventOutcome;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedMarketTest {

  @TempDir static Path folder;
  private static DemoServing demo;
  private static List<ServedSlate> served;

  @BeforeAll
  static void serve() {
    demo = new DemoServing(DemoScale.TINY, folder.resolve("state"));
    served = demo.visit(120);
    demo.endSecond();
  }

  @AfterAll
  static void close() {
    demo.close();
  }

  @Test
  void totalsAreWhatWasServedAndCharged() {
    LiveView.Totals totals = demo.market.live().totals();
    assertThat(totals.requests()).isEqualTo(120);
    assertThat(totals.positions())
        .isEqualTo(served.stream().mapToInt(s -> s.slate().positions().size()).sum());
    assertThat(totals.impressions()).isPositive();
    assertThat(totals.clicks()).isLessThanOrEqualTo(totals.impressions());
    String market = demo.catalogue.rates().base();
    Money charged =
        demo.outcomes.stream()
            .flatMap(o -> o instanceof EventOutcome.Accepted a ? a.charged().stream() : null)
            .map(paid -> demo.catalogue.rates().convert(paid, market))
            .reduce(Money.zero(market), Money::plus);
    assertThat(charged.isPositive()).isTrue();
    assertThat(totals.revenue()).isEqualTo(Amount.of(charged).amount());
  }

  @Test
  void rateOfRequestsIsThatOfTheLastSeconds() {
    LiveView live = demo.market.live();
    assertThat(live.now().requestsPerSecond()).isBetween(8.0, 10.0);
    assertThat(live.history().seconds()).hasSize(299).isSorted();
    assertThat(live.history().ctr().getFirst()).isEmpty();
    assertThat(live.now().p99Millis().orElseThrow())
        .isGreaterThanOrEqualTo(live.now().p50Millis().orElseThrow());
  }

  @Test
  void theLatestRequestsComeFirst() {
    List<RequestLine> lines = demo.market.requests();
    assertThat(lines).hasSize(50);
    assertThat(lines.getFirst().id()).isEqualTo(served.getLast().slate().request());
    assertThat(lines.getFirst().ads()).hasSameSizeAs(served.getLast().slate().positions());
  }

  /** Most of a history are impressions, which the generator does not read. */
  @Test
  void whatBoreOnTheAdStandsFirstAndTheNewestBeforeTheOlder() {
    int mixed = 0;
    for (ServedSlate slate : served) {
      Explanation e = demo.market.explain(slate.slate().request()).orElseThrow();
      if (e.influence().isEmpty()) {
        continue;
      }
      List<Explanation.Past> history = e.user().history();
      assertThat(history)
          .isSortedAccordingTo(
              Comparator.comparing((Explanation.Past past) -> past.kind().equals("IMPRESSION"))
                  .thenComparing(Explanation.Past::time, Comparator.reverseOrder()));
      mixed += history.stream().map(Explanation.Past::kind).distinct().count() > 1 ? 1 : 0;
    }
    assertThat(mixed).as("histories of both sorts").isPositive();
  }

  @Test
  void anExplanationAgreesWithTheAnswer() {
    for (ServedSlate slate : served) {
      Explanation e = demo.market.explain(slate.slate().request()).orElseThrow();
      assertThat(e.auction().winners())
          .extracting(Explanation.Winner::ad)
          .containsExactlyElementsOf(
              slate.slate().positions().stream().map(Slate.Position::ad).toList());
      assertThat(e.legality().eligible()).isEqualTo(slate.eligible());
      assertThat(e.legality().ads()).isEqualTo(demo.catalogue.ads().size());
      assertThat(e.legality().missed())
          .allSatisfy(
              missed -> {
                assertThat(missed.why()).isNotEmpty();
                assertThat(e.candidates()).noneMatch(c -> c.ad().equals(missed.ad()));
              });
      e.influence()
          .ifPresent(
              influenced -> {
                assertThat(e.auction().winners()).anyMatch(w -> w.ad().equals(influenced.ad()));
                assertThat(e.user().history())
                    .allSatisfy(
                        past ->
                            assertThat(past.effect().orElseThrow())
                                .isCloseTo(
                                    past.kind().equals("IMPRESSION") ? 0 : -1, within(1e-9)));
              });
      for (Explanation.Winner winner : e.auction().winners()) {
        assertThat(winner.price().value()).isLessThanOrEqualTo(winner.bid().value());
      }
      assertThat(e.candidates().stream().filter(Explanation.Valued::won))
          .hasSameSizeAs(slate.slate().positions());
      assertThat(e.candidates().size())
          .as("every candidate is sold or lost")
          .isEqualTo(e.auction().winners().size() + e.auction().losers().size());
      assertThat(e.beams()).hasSize(3).allMatch(level -> !level.isEmpty());
      assertThat(e.beams().getFirst()).noneMatch(beam -> beam.words().isEmpty());
      assertThat(e.beams().getLast()).allMatch(beam -> beam.path().split("-").length == 3);
      assertThat(e.beams().getFirst()).anyMatch(beam -> !beam.near().isEmpty());
      assertThat(e.beams().getLast()).allMatch(beam -> beam.near().isEmpty());
      assertThat(e.beams().getFirst())
          .allMatch(
              beam -> beam.value().orElseThrow() == 1 + Math.rint(-9 * beam.logP()),
              "has the value of its prefix");
      assertThat(e.stages()).extracting(Explanation.StageTime::name).contains("recall", "exposure");
    }
    assertThat(demo.market.explain("unheard-of")).isEmpty();
  }

  @Test
  void theTreeHoldsEveryAdOnceAndAPrefixListsItsAds() {
    SidNode tree = demo.market.sidTree();
    assertThat(tree.total()).isEqualTo(demo.catalogue.ads().size());
    for (SidNode first : tree.children()) {
      assertThat(first.children().stream().mapToInt(SidNode::total).sum()).isEqualTo(first.total());
      SidAds ads = demo.market.adsUnder(first.path()).orElseThrow();
      assertThat(ads.total()).isEqualTo(first.total());
      assertThat(ads.ads()).allMatch(ad -> ad.path().startsWith(first.path() + "-"));
      assertThat(first.purity()).as("ids follow categories here").isEqualTo(1);
    }
    for (String path : List.of("9999", "x", "0-0-0-0-0", "-1", "0-")) {
      assertThat(demo.market.adsUnder(path)).as(path).isEmpty();
    }
  }
}
