package io.adlib.serve.release;

import io.adlib.core.InputException;
import io.adlib.core.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Which release answers whom. A user is hashed, with the experiment's name, to a point in [0, 1);
 * each arm owns a stretch of it, and what no arm owns is the live release's. So a user stays in an
 * arm while its share only grows, and another experiment cuts the users anew. A request without
 * consent is hashed by its own id, since its user's may not be used. Immutable and thread-safe.
 *
 * @param name salts the hash
 * @param arms beside the live release; their shares add up to at most 1
 */
public record Experiment(String name, List<Arm> arms) {

  /** The arm of the live release. */
  public static final String LIVE = "live";

  /** Everybody is served by the live release. */
  public static final Experiment NONE = new Experiment("", List.of());

  /**
   * One arm.
   *
   * @param name stands in answers and exposures
   * @param share of the users, in [0, 1]
   * @param live its release, with the ads posted since; empty once the arm ended
   */
  public record Arm(String name, double share, Optional<LiveRelease> live) {}

  public Experiment {
    arms = List.copyOf(arms);
    double sum = arms.stream().mapToDouble(Arm::share).sum();
    if (arms.stream().anyMatch(arm -> !(arm.share() >= 0)) || sum > 1 + 1e-9) {
      throw new InputException(
          "the arms of experiment '" + name + "' have " + sum + " of the users",
          "give each a share from 0 to 1, together at most 1");
    }
  }

  /** The same with an arm ended: its users are the live release's, and no other arm's change. */
  public Experiment ended(String arm) {
    return new Experiment(
        name,
        arms.stream()
            .map(a -> a.name().equals(arm) ? new Arm(a.name(), a.share(), Optional.empty()) : a)
            .toList());
  }

  /** Who answers a request. */
  public Assignment assign(Request request, LiveRelease live) {
    if (!arms.isEmpty()) {
      boolean personal = request.consent() && !request.user().isEmpty();
      double point = point(personal ? request.user() : request.id());
      for (Arm arm : arms) {
        if (point < arm.share()) {
          return arm.live()
              .map(own -> new Assignment(arm.name(), own.get()))
              .orElseGet(() -> new Assignment(LIVE, live.get()));
        }
        point -= arm.share();
      }
    }
    return new Assignment(LIVE, live.get());
  }

  /** Evenly spread over [0, 1): the first 53 bits of SHA-256. */
  private double point(String unit) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((name + '\0' + unit).getBytes(StandardCharsets.UTF_8));
      return (java.nio.ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
