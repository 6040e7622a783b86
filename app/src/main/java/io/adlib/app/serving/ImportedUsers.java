package io.adlib.app.serving;

import io.adlib.data.access.Traces;
import io.adlib.data.tables.SnapshotEdit;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.Workspace;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.privacy.PersonalStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Users in the workspace's tables and event log. A new snapshot is made without the user, and those
 * before it are deleted at once, also for a training that still reads them.
 */
record ImportedUsers(Workspace workspace, InstantSource clock) implements PersonalStore {

  @Override
  public String name() {
    return "data";
  }

  @Override
  public long forget(Names user) {
    try (var edit = SnapshotEdit.begin(workspace, workspace.readConfig().imports().memory())) {
      long gone = edit.forget(user.inside());
      edit.commitAndForgetBefore(clock.instant());
      AtomicFiles.deleteTree(data().resolve(".parsed"));
      return gone;
    }
  }

  @Override
  public List<String> left(Names user) {
    var left = new ArrayList<String>();
    try (var edit = SnapshotEdit.begin(workspace, workspace.readConfig().imports().memory())) {
      if (edit.forget(user.inside()) > 0) {
        left.add("data");
      }
    }
    new Traces(user.all())
        .in(data())
        .forEach(file -> left.add(workspace.root().relativize(file).toString()));
    return left;
  }

  private Path data() {
    return workspace.folder(Area.DATA);
  }
}
