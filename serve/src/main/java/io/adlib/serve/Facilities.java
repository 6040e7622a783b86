package io.adlib.serve;

import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.access.Gate;
import io.adlib.serve.privacy.PersonalStore;
import io.adlib.serve.rollout.ReleaseShelf;
import java.util.List;
import java.util.Optional;

/**
 * What a server has of the workspace it serves.
 *
 * @param releases those that can take the place of the first
 * @param gate who is let in
 * @param audit where operations are written down
 * @param pseudonyms under which names users are known inside
 * @param stores where else than in its state users' data is kept
 */
public record Facilities(
    Optional<ReleaseShelf> releases,
    Gate gate,
    AuditLog audit,
    Pseudonyms pseudonyms,
    List<PersonalStore> stores) {

  public Facilities {
    stores = List.copyOf(stores);
  }

  /** One release, everybody let in, nothing written down, names as they come. */
  public static final Facilities NONE =
      new Facilities(Optional.empty(), Gate.open(), AuditLog.none(), Pseudonyms.none(), List.of());
}
