package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.app.load.LoadTarget.Answer;
import io.adlib.app.load.LoadTarget.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

  private static final long MS = 1_000_000;
  private final AtomicLong ticks = new AtomicLong();

  private OpenLoop loop(LoadTarget target) {
    return new OpenLoop(target, ticks::get, ticks::addAndGet);
  }

  @Test
  void theWaitOfThoseBehindAStallIsCounted() {
    var stalled = new CountDownLatch(1);
    LoadTarget target =
        _ -> {
          try {
            stalled.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Answer(Outcome.FILLED, "");
        };
    var tally = new LoadTally();
    double seconds =
        loop(target)
            .run(
                10,
                10,
                i -> {
                  if (i == 9) {
                    ticks.addAndGet(1000 * MS);
                    stalled.countDown();
                  }
                  return "";
                },
                tally,
                _ -> {});
    assertThat(tally.served()).isEqualTo(10);
    assertThat(seconds).isEqualTo(1.9);
    assertThat(tally.millis(100)).as("the first, sent at 0").isBetween(1899.0, 1902.0);
    assertThat(tally.millis(1)).as("the last, sent at 900 ms").isBetween(999.0, 1002.0);
    assertThat(tally.millis(50)).as("the sixth, at 500 ms").isBetween(1399.0, 1402.0);
  }

  @Test
  void whoIsInterruptedSendsNoMoreAndCountsWhatWasSent() {
    var tally = new LoadTally();
    List<Integer> told = new ArrayList<>();
    double seconds =
        loop(_ -> new Answer(Outcome.FILLED, ""))
            .run(
                2,
                100,
                i -> {
                  if (i == 6) {
                    Thread.currentThread().interrupt();
                  }
                  return "";
                },
                tally,
                told::add);
    assertThat(Thread.interrupted()).as("the caller can tell").isTrue();
    assertThat(tally.sent()).isEqualTo(7);
    assertThat(tally.served()).isEqualTo(7);
    assertThat(told).endsWith(7);
    assertThat(seconds).isEqualTo(3);
  }

  @Test
  void sendsEvenlyWhateverTheAnswers() {
    List<Long> sent = new ArrayList<>();
    var tally = new LoadTally();
    List<Integer> told = new ArrayList<>();
    loop(_ -> new Answer(Outcome.SHED, ""))
        .run(
            4,
            9,
            i -> {
              sent.add(ticks.get());
              return "";
            },
            tally,
            told::add);
    assertThat(sent)
        .containsExactly(
            0L, 250 * MS, 500 * MS, 750 * MS, 1000 * MS, 1250 * MS, 1500 * MS, 1750 * MS,
            2000 * MS);
    assertThat(tally.count(Outcome.SHED)).isEqualTo(9);
    assertThat(tally.served()).isZero();
    assertThat(told).containsExactly(4, 8, 9);
  }

  @Test
  void talliesStepsAndKeepsFailuresOutOfTheLatencies() {
    var tally = new LoadTally();
    tally.record(new Answer(Outcome.FILLED, "narrow-beam"), 5 * MS);
    tally.record(new Answer(Outcome.EMPTY, ""), 6 * MS);
    tally.record(new Answer(Outcome.SHED, "popularity,no-bid"), 1 * MS);
    tally.record(new Answer(Outcome.FAILED, ""), 9000 * MS);
    assertThat(tally.steps()).containsOnlyKeys("narrow-beam", "popularity", "no-bid");
    assertThat(tally.millis(100)).isBetween(5.9, 6.1);
    assertThat(tally.served()).isEqualTo(2);
  }
}
