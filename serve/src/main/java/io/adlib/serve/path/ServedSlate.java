package io.adlib.serve.path;

import io.adlib.core.Slate;
import io.adlib.serve.release.Release;
import java.time.Duration;
import java.util.List;

/**
 * An answer whose money is held and whose exposure is durable.
 *
 * @param slate the ads; none if nothing may be shown or there was no time
 * @param by the edition that answers now; of an answer given again, the slate names the release
 *     that gave it first
 * @param arm of the experiment
 * @param steps degradation steps taken, by name
 * @param eligible how many ads were allowed
 * @param repeated whether the same request had been answered before, and this is that answer
 * @param took from the question to the durable answer
 */
public record ServedSlate(
    Slate slate,
    Release by,
    String arm,
    List<String> steps,
    int eligible,
    boolean repeated,
    Duration took) {
  public ServedSlate {
    steps = List.copyOf(steps);
  }
}
