package io.adlib.market.simulate;

import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;

/**
 * Something that answers requests for ads: a served release, a baseline, an oracle. A policy must
 * be deterministic given its own seed and the requests so far. Need not be thread-safe.
 */
@FunctionalInterface
public interface SlatePolicy {

  /**
   * The ads to show.
   *
   * @param request the question
   * @param user what is known of the user in this policy's own world
   * @return at most {@code request.slots()} positions
   */
  Slate slate(Request request, UserState user);
}
