package io.adlib.console;

import io.adlib.console.LiveView.History;
import io.adlib.console.LiveView.Rates;
import io.adlib.core.Money;
import io.adlib.serve.view.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** Series that people can read, from counts of single seconds. */
final class Figures {

  /** Seconds of requests behind a rate. */
  private static final int SHORT = 5;

  /** Seconds of clicks and revenue behind a rate; these are rarer. */
  private static final int LONG = 60;

  private final List<Stats> seconds;

  /**
   * @param seconds one for each second, oldest first, none missing
   */
  Figures(List<Stats> seconds) {
    this.seconds = List.copyOf(seconds);
  }

  History history() {
    List<Rates> rates = new ArrayList<>();
    for (int s = 0; s < seconds.size(); s++) {
      rates.add(rates(s));
    }
    return new History(
        seconds.stream().map(s -> s.from().getEpochSecond()).toList(),
        rates.stream().map(Rates::requestsPerSecond).toList(),
        rates.stream().map(Rates::ctr).toList(),
        rates.stream().map(Rates::revenuePerMinute).toList(),
        rates.stream().map(Rates::fill).toList(),
        rates.stream().map(Rates::p50Millis).toList(),
        rates.stream().map(Rates::p99Millis).toList());
  }

  /** At the end of the last second; latencies are those of a given stretch. */
  Rates now(Stats stretch) {
    Rates last = rates(seconds.size() - 1);
    return new Rates(
        last.requestsPerSecond(),
        last.ctr(),
        last.revenuePerMinute(),
        last.fill(),
        millis(stretch, stretch.p50()),
        millis(stretch, stretch.p99()));
  }

  private Rates rates(int end) {
    Stats last = seconds.get(end);
    return new Rates(
        sum(end, SHORT, Stats::requests) / (double) SHORT,
        share(sum(end, LONG, Stats::clicks), sum(end, LONG, Stats::impressions)),
        sum(end, LONG, s -> s.revenue().micros()) / (double) Money.MICROS,
        share(sum(end, SHORT, Stats::ads), sum(end, SHORT, Stats::slots)),
        millis(last, last.p50()),
        millis(last, last.p99()));
  }

  private long sum(int end, int window, ToLongFunction<Stats> count) {
    return seconds.subList(Math.max(0, end - window + 1), end + 1).stream().mapToLong(count).sum();
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / (double) whole);
  }

  private static OptionalDouble millis(Stats of, Duration time) {
    return of.requests() == of.failed()
        ? OptionalDouble.empty()
        : OptionalDouble.of(time.toNanos() / 1e6);
  }
}
