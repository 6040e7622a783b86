package io.adlib.app.serving;

import io.adlib.data.access.Traces;
import io.adlib.data.state.DurableStore;
import io.adlib.data.workspace.Workspace;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.privacy.PersonalStore;
import java.util.List;

/** The files of the state store, which hold what was deleted from it until they are rewritten. */
record ScrubbedState(Workspace workspace, DurableStore store) implements PersonalStore {

  @Override
  public String name() {
    return "state";
  }

  @Override
  public long forget(Names user) {
    store.scrub();
    return 0;
  }

  @Override
  public List<String> left(Names user) {
    return new Traces(user.all())
        .in(workspace.folder(Area.STATE)).stream()
            .map(file -> workspace.root().relativize(file).toString())
            .toList();
  }
}
