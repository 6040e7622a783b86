package io.adlib.serve.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Catalogue;
import io.adlib.core.UserState;
import io.adlib.serve.TestingMarket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** What was asked where the i-th answer takes so many nanoseconds. */
  private static List<WarmUp.Asking> asked(Catalogue catalogue, IntToLongFunction nanos) {
    var asked = new ArrayList<WarmUp.Asking>();
    var clock = new AtomicLong();
    new WarmUp(catalogue, TestingMarket.NOON)
        .run(
            asking -> {
              clock.addAndGet(nanos.applyAsLong(asked.size()));
              asked.add(asking);
            },
            clock::get,
            LIMIT);
    return asked;
  }

  @Test
  void endsWhenAnswersGetNoFaster() {
    assertThat(asked(TestingMarket.catalogue(), _ -> 1_000_000)).hasSizeBetween(200, 600);
    int falling = 3_000;
    assertThat(asked(TestingMarket.catalogue(), i -> Math.max(500, falling - i) * 1000L))
        .hasSizeBetween(2_000, falling);
  }

  @Test
  void endsAtTheLimitWhateverTheAnswersTake() {
    assertThat(asked(TestingMarket.catalogue(), _ -> 300_000_000)).hasSize(34);
  }

  @Test
  void asksForSomebodyWithAFullMemoryAndForNobodyInTurn() {
    Catalogue catalogue = TestingMarket.catalogue();
    List<WarmUp.Asking> asked = asked(catalogue, _ -> 1_000_000);
    for (int i = 0; i < asked.size(); i++) {
      boolean known = i % 2 == 0;
      assertThat(asked.get(i).query().request().consent()).isEqualTo(known);
      assertThat(asked.get(i).user().recent()).hasSize(known ? UserState.MEMORY : 0);
    }
    assertThat(asked.getFirst().user().recent())
        .isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()))
        .filteredOn(event -> event.kind().isOfAd())
        .isNotEmpty()
        .allMatch(event -> catalogue.adIndex(event.subject()) >= 0);
  }

  @Test
  void anEmptyCatalogueIsNoObstacle() {
    Catalogue full = TestingMarket.catalogue();
    var empty = new Catalogue(List.of(), List.of(), List.of(), List.of(), full.rates());
    assertThat(asked(empty, _ -> 1_000_000)).isNotEmpty();
  }
}
