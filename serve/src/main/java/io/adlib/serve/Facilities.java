package io.adlib.serve;

import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.access.Gate;
import io.adlib.serve.rollout.ReleaseShelf;
import java.util.Optional;

/**
 * What a server has of the workspace it serves.
 *
 * @param releases those that can take the place of the first
 * @param gate who is let in
 * @param audit where operations are written down
 * @param pseudonyms under which names users are known inside
 */
public record Facilities(
    Optional<ReleaseShelf> releases, Gate gate, AuditLog audit, Pseudonyms pseudonyms) {

  /** One release, everybody let in, nothing written down, names as they come. */
  public static final Facilities NONE =
      new Facilities(Optional.empty(), Gate.open(), AuditLog.none(), Pseudonyms.none());
}
