package io.adlib.app.load;

import io.adlib.app.load.LoadTarget.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a load found, for people and programs.
 *
 * @param rate requests a second that were sent
 * @param seconds from the first intended sending to the last answer
 * @param tally what became of them
 * @param gcMaxMillis longest garbage-collection pause meanwhile, if it is known
 * @param allocatedBytes a request, if it is known
 * @param cpuMillis processor time a request, of all processors, if it is known
 * @param inProcess whether the server ran in this process, so that its memory figures hold the
 *     client's too
 */
public record LoadReport(
    double rate,
    double seconds,
    LoadTally tally,
    OptionalDouble gcMaxMillis,
    OptionalDouble allocatedBytes,
    OptionalDouble cpuMillis,
    boolean inProcess) {

  /** The facts by name, the ones that programs rely on first. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rate", rate);
    facts.put("served", tally.served());
    facts.put("shed", tally.count(Outcome.SHED));
    facts.put("p50_ms", rounded(tally.millis(50)));
    facts.put("p99_ms", rounded(tally.millis(99)));
    facts.put(
        "gc_max_ms", gcMaxMillis.isPresent() ? rounded(gcMaxMillis.getAsDouble()) : "unknown");
    facts.put("p999_ms", rounded(tally.millis(99.9)));
    facts.put("max_ms", rounded(tally.millis(100)));
    facts.put("seconds", rounded(seconds));
    facts.put("served_per_second", rounded(tally.served() / seconds));
    facts.put("filled", tally.count(Outcome.FILLED));
    facts.put("failed", tally.count(Outcome.FAILED));
    facts.put("shed_p99_ms", rounded(tally.shedMillis(99)));
    facts.put("steps", tally.steps());
    facts.put(
        "allocated_kib_a_request",
        allocatedBytes.isPresent() ? Math.round(allocatedBytes.getAsDouble() / 1024) : "unknown");
    facts.put(
        "cpu_ms_a_request", cpuMillis.isPresent() ? rounded(cpuMillis.getAsDouble()) : "unknown");
    facts.put("in_process", inProcess);
    return facts;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** Whether something went wrong that is neither an answer nor a refusal. */
  public boolean hasFailures() {
    return tally.count(Outcome.FAILED) > 0;
  }
}
