package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Money;
import io.adlib.serve.view.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private static Stats second(int at, long requests, long clicks, long impressions, long micros) {
    return new Stats(
        START.plusSeconds(at),
        Duration.ofSeconds(1),
        requests,
        requests * 4,
        requests,
        0,
        0,
        requests * 3,
        impressions,
        clicks,
        0,
        Money.micros(micros, "EUR"),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(9));
  }

  @Test
  void ratesRunOverTheSecondsBehindThem() {
    List<Stats> seconds = new ArrayList<>();
    for (int s = 0; s < 100; s++) {
      seconds.add(s < 30 ? second(s, 10, 1, 20, 500_000) : second(s, 0, 0, 0, 0));
    }
    LiveView.History history = new Figures(seconds).history();
    assertThat(history.requestsPerSecond().get(10)).isEqualTo(10);
    assertThat(history.requestsPerSecond().get(31)).isEqualTo(6);
    assertThat(history.requestsPerSecond().get(40)).isZero();
    assertThat(history.fill().get(29)).hasValue(.75);
    assertThat(history.fill().get(40)).isEmpty();
    assertThat(history.ctr().get(80)).hasValue(.05);
    assertThat(history.ctr().get(99)).isEmpty();
    assertThat(history.revenuePerMinute().get(59)).isEqualTo(15);
    assertThat(history.p99Millis().get(5)).hasValue(9);
    assertThat(history.p99Millis().get(50)).isEmpty();
  }

  @Test
  void theLatencyOfNowIsThatOfTheStretchGiven() {
    var figures = new Figures(List.of(second(0, 0, 0, 0, 0)));
    assertThat(figures.now(second(0, 5, 0, 0, 0)).p50Millis()).hasValue(2);
    assertThat(figures.now(second(0, 0, 0, 0, 0)).p50Millis()).isEmpty();
  }
}
