package io.adlib.data.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

  @TempDir Path folder;

  /** Holds the lock of the state area until its input ends. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      try (var _ = Workspace.open(Path.of(arguments[0])).lock(Workspace.Area.STATE)) {
        System.out.println("held");
        System.in.read();
      }
    }
  }

  @Test
  void aNewWorkspaceHasEveryFolderAndOpensAgain() {
    Workspace made = Workspace.create(folder.resolve("market"), "market:\n");
    for (var area : Workspace.Area.values()) {
      assertThat(made.folder(area)).isDirectory();
    }
    assertThat(Workspace.open(made.root()).config()).hasContent("market:\n");
  }

  @Test
  void anExistingWorkspaceIsNotOverwrittenAndAPlainFolderIsNone() {
    Workspace.create(folder, "a: 1\n");
    assertThatThrownBy(() -> Workspace.create(folder, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("already a workspace");
    assertThatThrownBy(() -> Workspace.open(folder.resolve("data")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a workspace");
  }

  @Test
  void whatMustBeThereFromTheStartIsThereOrTheFolderIsNoWorkspace() {
    Path root = folder.resolve("shop");
    assertThatThrownBy(
            () ->
                Workspace.create(
                    root,
                    "",
                    _ -> {
                      throw new EnvironmentException("the disk is full", "make room");
                    }))
        .hasMessage("the disk is full");
    assertThatThrownBy(() -> Workspace.open(root)).hasMessageContaining("is not a workspace");
    assertThat(Workspace.create(root, "").config()).exists();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Files.writeString(folder.resolve("data"), "");
    assertThatThrownBy(() -> Workspace.create(folder, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data is a file");
  }

  @Test
  void twoWritersOfOneProcessGiveOneClearLineAndTheFirstKeepsItsLock() {
    Workspace workspace = Workspace.create(folder, "");
    try (var _ = workspace.lock(Workspace.Area.DATA)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> workspace.lock(Workspace.Area.DATA))
            .isInstanceOf(EnvironmentException.class)
            .hasMessageEndingWith("is being written by this process");
      }
      workspace.lock(Workspace.Area.STATE).close();
    }
    workspace.lock(Workspace.Area.DATA).close();
  }

  @Test
  void aWriterInAnotherProcessIsNamedAndItsDeathFreesTheLock() throws Exception {
    Workspace workspace = Workspace.create(folder, "");
    Process child = Child.start(Holder.class, List.of(folder.toString()));
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("held");
      assertThatThrownBy(() -> workspace.lock(Workspace.Area.STATE))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageEndingWith("is being written by process " + child.pid());
    } finally {
      child.destroyForcibly().waitFor();
    }
    workspace.lock(Workspace.Area.STATE).close();
    assertThat(Files.exists(folder.resolve("state/.lock"))).isTrue();
  }
}
