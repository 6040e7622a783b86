package io.adlib.console;

import java.time.Instant;
import java.util.List;

/**
 * One answered request in the list.
 *
 * @param user empty when unknown or when there is no consent
 * @param query empty if none
 * @param eligible ads that were allowed
 * @param ads shown, best first
 * @param steps degradation steps taken
 */
public record RequestLine(
    String id,
    Instant time,
    String placement,
    String device,
    String user,
    boolean consent,
    String query,
    int eligible,
    double tookMillis,
    List<Shown> ads,
    List<String> steps) {
  public RequestLine {
    ads = List.copyOf(ads);
    steps = List.copyOf(steps);
  }

  /** An ad that was shown. */
  public record Shown(String title, String category, Amount eCPM) {}
}
