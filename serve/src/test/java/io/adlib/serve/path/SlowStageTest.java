package io.adlib.serve.path;

import static io.adlib.serve.TestingMarket.NOON;
import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.auction.PositionEffects;
import io.adlib.market.auction.SaleTerms;
import io.adlib.serve.TestingClock;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingStore;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateConfig;
import io.adlib.sid.SemanticIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each stage made slow in turn, on a clock that only the stages move: the answer stays within the
 * deadline by leaving out what is to be left out first, or the stage is learnt to be too slow for
 * any answer; and when the stage is fast again, so are the answers, complete.
 */
class SlowStageTest {

  private static final long MS = 1_000_000;
  private static final int DEADLINE = 100;

  @TempDir Path folder;
  private final AtomicLong ticks = new AtomicLong();
  private final Map<Stage, Long> cost = new EnumMap<>(Stage.class);
  private final TestingRecall recall = new TestingRecall();
  private TestingStore store;
  private SlateService service;
  private int asked;

  private void take(Stage stage) {
    ticks.addAndGet(cost.getOrDefault(stage, MS));
  }

  @BeforeEach
  void open() {
    store = new TestingStore(folder.resolve("state"));
    store.onCommit = () -> take(Stage.EXPOSURE);
    store.onGet = family -> take(Stage.STATE);
    recall.onBeam = beam -> ticks.addAndGet(cost.getOrDefault(Stage.RECALL, 8 * MS) * beam / 32);
    Catalogue catalogue = TestingMarket.catalogue();
    Release plain = TestingMarket.release("v1", catalogue, recall);
    service =
        new SlateService(
            new LiveRelease(
                Release.of(
                    "v1", catalogue, plain.ids(), plain.trie(), plain.recall(), new SlowValuer())),
            ServingState.open(store, catalogue, new TestingClock(NOON), StateConfig.DEFAULT),
            new PathConfig(32, 8, 32, 8, 0, SaleTerms.DEFAULT.withoutReserve(), new Seed(1)),
            new TestingClock(NOON),
            ticks::get);
  }

  private final class SlowValuer implements Valuer {
    @Override
    public PositionEffects effects() {
      take(Stage.AUCTION);
      return PositionEffects.NONE;
    }

    @Override
    public Valuer over(Catalogue grown, SemanticIds ids) {
      return this;
    }

    @Override
    public List<Value> value(io.adlib.core.UserState user, Request request, int[] ads) {
      take(Stage.RANK);
      return java.util.Arrays.stream(ads).mapToObj(ad -> new Value(.03, .05)).toList();
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ServedSlate ask() {
    Request r = request("r" + asked, "u" + asked++);
    return service.serve(
        new Request(
            r.id(),
            r.user(),
            r.environment(),
            r.query(),
            true,
            NOON,
            Duration.ofMillis(DEADLINE),
            2));
  }

  private static double millis(ServedSlate served) {
    return served.took().toNanos() / 1e6;
  }

  @Test
  void withNothingSlowAllIsDone() {
    for (int i = 0; i < 20; i++) {
      ServedSlate served = ask();
      assertThat(served.steps()).isEmpty();
      assertThat(served.slate().positions()).hasSize(2);
      assertThat(millis(served)).isLessThan(DEADLINE);
    }
  }

  /** Slow, but an answer is possible: it comes in time, with less work on the generator. */
  @ParameterizedTest
  @EnumSource(names = {"STATE", "RANK", "AUCTION", "EXPOSURE"})
  void aStageThatTakesMostOfTheTimeMakesTheGeneratorDoLess(Stage slow) {
    ask();
    cost.put(Stage.RECALL, 60 * MS);
    ask();
    cost.put(slow, (slow == Stage.STATE ? 30 : 60) * MS);
    int late = 0;
    int less = 0;
    for (int i = 0; i < 20; i++) {
      ServedSlate served = ask();
      late += millis(served) > DEADLINE ? 1 : 0;
      less += served.steps().contains("no-bid") || served.steps().isEmpty() ? 0 : 1;
    }
    assertThat(late).as("until it is learnt").isLessThanOrEqualTo(5);
    assertThat(less).as("narrower, cached or popular").isGreaterThanOrEqualTo(12);
    fastAgain();
  }

  /** Too slow for any answer: no bid, at once; and tried again now and then. */
  @ParameterizedTest
  @EnumSource(names = {"RANK", "AUCTION", "EXPOSURE"})
  void aStageThatIsTooSlowForAnyAnswerEndsInNoBid(Stage slow) {
    ask();
    cost.put(slow, 400 * MS);
    int answered = 0;
    for (int i = 0; i < 40; i++) {
      ServedSlate served = ask();
      boolean none = served.steps().contains("no-bid");
      answered += none ? 0 : 1;
      assertThat(none).isEqualTo(served.slate().positions().isEmpty());
      assertThat(!none || millis(served) <= DEADLINE).as("a refusal is not late").isTrue();
      ticks.addAndGet(10 * MS);
    }
    assertThat(answered).as("three to learn, then one try a quarter of a second").isBetween(3, 12);
    fastAgain();
  }

  @Test
  void aSlowGeneratorIsNarrowedThenLeftOut() {
    ask();
    cost.put(Stage.RECALL, 200 * MS);
    ServedSlate first = ask();
    assertThat(first.steps()).as("too late for anything").containsExactly("no-bid");
    ServedSlate second = ask();
    assertThat(second.steps()).containsExactly("narrow-beam");
    assertThat(millis(second)).isLessThanOrEqualTo(DEADLINE);
    cost.put(Stage.RECALL, 2000 * MS);
    assertThat(ask().steps()).as("until it is learnt").contains("no-bid");
    int tries = 0;
    for (int i = 0; i < 20; i++) {
      ServedSlate served = ask();
      if (served.steps().contains("no-bid")) {
        tries++;
      } else {
        assertThat(served.steps()).containsExactly("popularity");
        assertThat(served.slate().positions()).isNotEmpty();
        assertThat(millis(served)).isLessThanOrEqualTo(DEADLINE);
      }
    }
    assertThat(tries).as("each beam once more, which lost that request").isLessThanOrEqualTo(2);
    fastAgain();
  }

  /** A second after the slowness has gone, answers are complete and in time. */
  private void fastAgain() {
    cost.clear();
    for (int i = 0; i < 12; i++) {
      ticks.addAndGet(250 * MS);
      ask();
    }
    for (int i = 0; i < 10; i++) {
      ServedSlate served = ask();
      assertThat(served.steps()).isEmpty();
      assertThat(served.slate().positions()).hasSize(2);
      assertThat(millis(served)).isLessThan(DEADLINE);
    }
  }
}
