package io.adlib.data.workspace;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.config.AdlibConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

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
   * Makes a new workspace in a folder that is empty or does not exist yet.
   *
   * @param config the text of adlib.yaml
   * @throws InputException if there is one already, or the folder holds other things
   */
  public static Workspace create(Path root, String config) {
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
        Files.createDirectories(absolute.resolve(area.folder()));
      }
    } catch (IOException e) {
      throw DiskFailure.of("making the workspace", absolute, e);
    }
    AtomicFiles.write(absolute.resolve(CONFIG), config);
    return new Workspace(absolute);
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
