package io.adlib.core;

import java.time.Instant;

/**
 * What was known of a user at a moment. Training asks it for each example, so that nothing is
 * learnt from what was written of a user later. Implementations are thread-safe.
 */
@FunctionalInterface
public interface UserAsOf {

  /** Whatever is known was always known. */
  UserAsOf UNCHANGED = (user, _) -> user;

  /** The user with the attributes of that moment. */
  User at(User user, Instant moment);
}
