package io.adlib.app.serving;

import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.core.InputException;
import io.adlib.data.access.ApiKeys;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.state.DurableStore;
import io.adlib.serve.Facilities;
import io.adlib.serve.access.Gate;
import io.adlib.serve.access.KeyRing;
import io.adlib.serve.http.HttpConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Who may come into a served workspace, under which names, and what is written down of it. */
public final class Doors {

  private Doors() {}

  static Facilities around(Session session, HttpConfig http, DurableStore store) {
    var clock = InstantSource.system();
    return new Facilities(
        Optional.of(Releases.shelf(session)),
        gate(session, http),
        new AuditLog(session.workspace(), clock),
        Pseudonyms.of(session.workspace()),
        List.of(
            new ImportedUsers(session.workspace(), clock),
            new WrittenUsers(session.workspace()),
            new ScrubbedState(session.workspace(), store)));
  }

  private static Gate gate(Session session, HttpConfig http) {
    var access = session.config().access();
    var ring =
        new KeyRing(new ApiKeys(session.workspace(), InstantSource.system()), System::nanoTime);
    boolean keyed =
        switch (access.keys()) {
          case "off" -> false;
          case "required" -> true;
          default -> !ring.isEmpty() || !http.isLoopback();
        };
    if (keyed && ring.isEmpty()) {
      throw new InputException(
          "the server would listen on " + http.host() + " with no key to let anybody in",
          "make one: adlib keys create NAME --scope serve; or set access.keys: off in adlib.yaml");
    }
    return keyed ? Gate.keyed(ring, access.rate(), System::nanoTime) : Gate.open();
  }

  /** What people should know of the doors when a server starts, a line each. */
  public static List<String> lines(Session session, HttpConfig http) {
    boolean keyed = !gate(session, http).isOpen();
    boolean keyedNames = Pseudonyms.of(session.workspace()).areKeyed();
    return List.of(
        keyed
            ? "API keys: needed; see adlib keys list"
            : "API keys: off, whoever reaches "
                + http.host()
                + " may do all; to change that: adlib keys create NAME --scope serve",
        http.tls().isPresent() ? "TLS: on" : "TLS: off, see access.tls_certificate in adlib.yaml",
        keyedNames
            ? "users: known inside by keyed hash"
            : "users: names are kept as they come; a workspace of adlib init keeps hashes");
  }
}
