package io.adlib.app.serving;

import io.adlib.data.access.Traces;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.Workspace;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.privacy.PersonalStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Users in files that were made of the data: a name is struck from a report, and an artifact that
 * has one is deleted, to be made again without it by the next {@code adlib pipeline} or {@code
 * adlib enrich}. A release has no user in it.
 */
record WrittenUsers(Workspace workspace) implements PersonalStore {

  @Override
  public String name() {
    return "files";
  }

  @Override
  public long forget(Names user) {
    Traces traces = traces(user);
    long changed = 0;
    for (Path report : traces.in(workspace.folder(Area.REPORTS))) {
      changed += traces.strike(report) ? 1 : 0;
    }
    var artifacts = new TreeSet<Path>();
    Path root = workspace.folder(Area.ARTIFACTS);
    for (Path file : traces.in(root)) {
      Path inside = root.relativize(file);
      artifacts.add(root.resolve(inside.subpath(0, Math.min(2, inside.getNameCount()))));
    }
    if (!artifacts.isEmpty()) {
      try (var _ = workspace.lock(Area.ARTIFACTS)) {
        artifacts.forEach(AtomicFiles::deleteTree);
      }
    }
    return changed + artifacts.size();
  }

  @Override
  public List<String> left(Names user) {
    var left = new ArrayList<String>();
    for (Area area : List.of(Area.REPORTS, Area.ARTIFACTS, Area.RELEASES, Area.ACCESS)) {
      traces(user)
          .in(workspace.folder(area))
          .forEach(file -> left.add(workspace.root().relativize(file).toString()));
    }
    return left;
  }

  private static Traces traces(Names user) {
    return new Traces(user.all());
  }
}
