package io.adlib.serve.state;

import io.adlib.core.Request;
import io.adlib.core.Slate;
import java.util.List;

/**
 * What was answered to a request, durable before the answer left and before anything of it can be
 * billed.
 *
 * @param request as it was asked; without consent its user is empty
 * @param slate what was shown, with prices and propensities
 * @param steps degradation steps taken, by name; none when all was done
 */
public record Exposure(Request request, Slate slate, List<String> steps) {
  public Exposure {
    steps = List.copyOf(steps);
  }

  /** The ledger's id for the money held for an ad, of which a slate shows each at most once. */
  public static String reservation(String request, String ad) {
    return request + "#" + ad;
  }
}
