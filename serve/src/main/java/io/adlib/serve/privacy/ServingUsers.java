package io.adlib.serve.privacy;

import io.adlib.serve.path.SlateService;
import io.adlib.serve.view.ServingView;
import java.util.List;

/**
 * Users in a server's state and memory.
 *
 * @param service whose state holds them
 * @param view of the latest requests
 */
public record ServingUsers(SlateService service, ServingView view) implements PersonalStore {

  @Override
  public String name() {
    return "state";
  }

  @Override
  public long forget(Names user) {
    var forgotten = service.forget(user.inside());
    view.forget(user.inside());
    return forgotten.events() + forgotten.exposures();
  }

  @Override
  public List<String> left(Names user) {
    return service.state().knows(user.inside()) ? List.of("state") : List.of();
  }
}
