package io.adlib.app.pipeline;

import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.llm.output.Profiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What language models wrote of users, each of its time: interests as attributes and, if the
 * generator reads them, thoughts. Thread-safe until closed.
 */
record KnownUsers(Profiles profiles, Optional<Thoughts> thoughts)
    implements UserAsOf, AutoCloseable {

  @Override
  public User at(User user, Instant moment) {
    User profiled = profiles.at(user, moment);
    return thoughts.map(all -> all.at(profiled, moment)).orElse(profiled);
  }

  /** These users and all others of whom something was written, each with the newest. */
  List<User> newest(Map<String, User> users) {
    return profiles.newest(users).stream().map(user -> at(user, Instant.MAX)).toList();
  }

  @Override
  public void close() {
    thoughts.ifPresent(Thoughts::close);
  }
}
