package io.adlib.serve.path;

import io.adlib.core.Request;
import io.adlib.serve.release.Release;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the generator last proposed to a user, or in a place, for when there is no time. Bounded and
 * thread-safe.
 */
final class CandidateCache {

  private static final int ROOM = 20_000;

  private record Key(String release, String who) {}

  /**
   * An ad that was proposed.
   *
   * @param ad its number, which holds in all editions of a release
   * @param logP as the generator had it
   */
  record Proposed(int ad, double logP) {}

  private final Map<Key, List<Proposed>> proposals =
      new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Proposed>> eldest) {
          return size() > ROOM;
        }
      };

  synchronized void put(Release release, Request request, List<Proposed> proposed) {
    proposals.put(key(release, request), List.copyOf(proposed));
  }

  synchronized Optional<List<Proposed>> get(Release release, Request request) {
    return Optional.ofNullable(proposals.get(key(release, request)));
  }

  synchronized void forget(String user) {
    proposals.keySet().removeIf(key -> key.who().equals("user " + user));
  }

  private static Key key(Release release, Request request) {
    String who =
        request.user().isEmpty()
            ? "place " + request.environment().placement() + " " + request.environment().page()
            : "user " + request.user();
    return new Key(release.version(), who);
  }
}
