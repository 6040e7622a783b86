package io.adlib.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A question for ads.
 *
 * @param id unique
 * @param user the user's id; one that is not known yet is served by context alone
 * @param environment placement, device, country and page
 * @param query what the user searched for, if it is a search page
 * @param consent whether personal data may be used
 * @param time when it was asked
 * @param deadline how long the answer may take from {@code time}
 * @param slots how many ads are wanted, at least 1
 */
public record Request(
    String id,
    String user,
    Environment environment,
    Optional<String> query,
    boolean consent,
    Instant time,
    Duration deadline,
    int slots) {
  public Request {
    if (slots < 1 || slots > 100) {
      throw new InputException("a request for " + slots + " ads", "ask for 1 to 100");
    }
  }
}
