package io.adlib.app.load;

import io.adlib.app.load.LoadTarget.Answer;
import io.adlib.app.load.LoadTarget.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What became of the requests of a load. Thread-safe. */
public final class LoadTally {

  private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();
  private static final Pattern COMMA = Pattern.compile(",");

  private final Histogram served = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Histogram shed = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final Map<String, LongAdder> steps = new ConcurrentHashMap<>();

  LoadTally() {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  void record(Answer answer, long nanos) {
    long took = Math.clamp(nanos, 1, LONGEST_NANOS);
    switch (answer.outcome()) {
      case FILLED, EMPTY -> served.recordValue(took);
      case SHED -> shed.recordValue(took);
      case FAILED -> {}
    }
    adder(answer.outcome()).increment();
    COMMA
        .splitAsStream(answer.steps())
        .filter(step -> !step.isBlank())
        .forEach(step -> steps.computeIfAbsent(step, _ -> new LongAdder()).increment());
  }

  private LongAdder adder(Outcome outcome) {
    return java.util.Objects.requireNonNull(outcomes.get(outcome));
  }

  /** How many came to an outcome. */
  public long count(Outcome outcome) {
    return adder(outcome).sum();
  }

  /** How many were sent and have come to any outcome. */
  public long sent() {
    return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many were answered, with ads or, where none may be shown, without. */
  public long served() {
    return count(Outcome.FILLED) + count(Outcome.EMPTY);
  }

  /** How many answers left out each step for want of time. */
  public Map<String, Long> steps() {
    var counts = new TreeMap<String, Long>();
    steps.forEach((step, count) -> counts.put(step, count.sum()));
    return counts;
  }

  /** Milliseconds that a share of the served requests did not pass; 0 if there are none. */
  public double millis(double percentile) {
    return millis(served, percentile);
  }

  /** The same of those that were shed. */
  public double shedMillis(double percentile) {
    return millis(shed, percentile);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
