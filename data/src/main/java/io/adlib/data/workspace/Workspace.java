package io.adlib.data.workspace;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.config.AdlibConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A folder that holds one market: its configuration, data, state, artifacts, releases and reports.
 *
 * <pre>
 * adlib.yaml                typed configuration
 * data/                     Parquet: catalogue, content, users, events by day
 * state/                    RocksDB: event log tail, user state, ledger
 * artifacts/KIND/HASH/      manifest.json and payload
 * releases/VERSION/         manifest.json and payload; the file "live" names the one in use
 * reports/                  HTML and JSON
 * access/                   keys, pseudonyms' key, audit log
 * </pre>
 *
 * Opening takes no lock, so that a server and a command can share a workspace; who writes in an
 * area takes {@link #lock} of it. Immutable and thread-safe.
 */
public final class Workspace {

  private static final String CONFIG = "adlib.yaml";
  private final Path root;

  private Workspace(Path root) {
    this.root = root;
  }

  /** A part that one writer at a time may change. */
  public enum Area {
    DATA,
    STATE,
    ARTIFACTS,
    RELEASES,
    REPORTS,
    ACCESS;

    /** The folder's name. */
    public String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Makes a new workspace in a folder that does not exist yet or is none.
   *
   * @param config the text of adlib.yaml
   * @throws InputException if there is one already, or a file is in the way
   */
  public static Workspace create(Path root, String config) {
    return create(root, config, _ -> {});
  }

  /**
   * The same with something that must be there from the start: should it fail, or the process die
   * on the way, the folder is no workspace and can be made one by the same call.
   *
   * @param first done before adlib.yaml, which makes it a workspace, is written
   */
  public static Workspace create(Path root, String config, Consumer<Workspace> first) {
    Path absolute = root.toAbsolutePath().normalize();
    if (Files.exists(absolute.resolve(CONFIG))) {
      throw new InputException(
          absolute + " is already a workspace", "use it as it is, or choose another folder");
    }
    try {
      if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
        throw new InputException(absolute + " is a file", "choose a folder");
      }
      for (Area area : Area.values()) {
        Path folder = absolute.resolve(area.folder());
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
          throw new InputException(
              folder + " is a file, and a workspace keeps a folder there", "choose another folder");
        }
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw DiskFailure.of("making the workspace", absolute, e);
    }
    var workspace = new Workspace(absolute);
    first.accept(workspace);
    AtomicFiles.write(absolute.resolve(CONFIG), config);
    return workspace;
  }

  /** The same with the documented default configuration. */
  public static Workspace create(Path root) {
    return create(root, AdlibConfig.defaultText());
  }

  /**
   * Opens a workspace.
   *
   * @throws InputException if the folder is none
   */
  public static Workspace open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute.resolve(CONFIG))) {
      throw new InputException(
          absolute + " is not a workspace: it has no " + CONFIG,
          "make one with: adlib init " + absolute);
    }
    return new Workspace(absolute);
  }

  /** The folder itself, absolute. */
  public Path root() {
    return root;
  }

  /** The configuration file. */
  public Path config() {
    return root.resolve(CONFIG);
  }

  /** The configuration, read afresh. */
  public AdlibConfig readConfig() {
    return AdlibConfig.read(config());
  }

  /** An area's folder; it may not exist yet. */
  public Path folder(Area area) {
    return root.resolve(area.folder());
  }

  /**
   * Takes the right to write in an area until closed.
   *
   * @throws EnvironmentException if another process, or another part of this one, has it
   */
  public FolderLock lock(Area area) {
    Path file = folder(area).resolve(".lock");
    return FolderLock.tryLock(file)
        .orElseThrow(
            () ->
                new EnvironmentException(
                    folder(area) + " is being written by " + FolderLock.holder(file),
                    "wait until it has finished, or end it, then run again"));
  }
}
