package io.adlib.serve.privacy;

import io.adlib.core.InputException;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.privacy.PersonalStore.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code DELETE /v1/users/{id}}: all that is kept of a user goes from every store, and each store
 * is then searched for what is left. Whether the user was known or not, the answer has one form.
 * Thread-safe: one user at a time.
 */
public final class UsersEndpoint {

  private static final int LONGEST_ID = 256;

  private final List<PersonalStore> stores;
  private final Pseudonyms door;
  private final AuditLog audit;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param stores in the order in which they forget, the ones that clean up after others last
   */
  public UsersEndpoint(List<PersonalStore> stores, Pseudonyms door, AuditLog audit) {
    this.stores = List.copyOf(stores);
    this.door = door;
    this.audit = audit;
  }

  /** Its route. */
  public Routes routes() {
    return Routes.builder().add("DELETE", "/v1/users/{id}", this::delete).build();
  }

  /**
   * What went.
   *
   * @param deleted things by store
   * @param left where something is found still; empty when all is gone
   */
  record ReportJson(Map<String, Long> deleted, List<String> left) {}

  private HttpResponse delete(HttpRequest http) {
    String id = http.parameter("id");
    if (id.length() > LONGEST_ID || id.chars().anyMatch(c -> c < ' ')) {
      throw new InputException("that is no user's id", "send 1 to 256 characters, none of control");
    }
    var user = new Names(id, door.of(id));
    var deleted = new LinkedHashMap<String, Long>();
    var left = new ArrayList<String>();
    lock.lock();
    try {
      for (PersonalStore store : stores) {
        deleted.merge(store.name(), store.forget(user), Long::sum);
      }
      stores.forEach(store -> left.addAll(store.left(user)));
    } finally {
      lock.unlock();
    }
    // the record says that somebody was deleted, not who
    audit.add(
        http.caller(),
        "users.delete",
        "request " + http.id(),
        left.isEmpty() ? "done" : "left in " + String.join(", ", left));
    return HttpResponse.json(200, new ReportJson(deleted, left));
  }
}
