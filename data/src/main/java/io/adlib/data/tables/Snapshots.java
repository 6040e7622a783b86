package io.adlib.data.tables;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The snapshots of a workspace: reads, publishes, and forgets old ones. */
final class Snapshots {

  private static final String REMEDY =
      "restore data/ from a backup, or import again into a new workspace";

  /** Readers of the one before may still be at work. */
  private static final int KEPT = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private final Path data;

  Snapshots(Workspace workspace) {
    this.data = workspace.folder(Workspace.Area.DATA);
  }

  Path data() {
    return data;
  }

  private Path pointer() {
    return data.resolve("current");
  }

  private Path file(long number) {
    return data.resolve("snapshots").resolve(number + ".json");
  }

  /** The snapshot in use; the empty one if nothing was imported. */
  Snapshot current() {
    try {
      if (!Files.exists(pointer())) {
        return Snapshot.EMPTY;
      }
      return read(Long.parseLong(Files.readString(pointer()).strip()));
    } catch (NumberFormatException | CharacterCodingException e) {
      throw new CorruptException(pointer() + " names no snapshot", REMEDY, e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", pointer(), e);
    }
  }

  private Snapshot read(long number) throws IOException {
    Path file = file(number);
    if (!Files.exists(file)) {
      throw new CorruptException(file + " is missing", REMEDY);
    }
    try {
      Snapshot snapshot = JSON.readValue(Files.readAllBytes(file), Snapshot.class);
      if (snapshot.format() != Snapshot.FORMAT) {
        throw new CorruptException(
            file + " has format " + snapshot.format() + ", this Adlib reads " + Snapshot.FORMAT,
            "use the Adlib that wrote it, or import again into a new workspace");
      }
      if (snapshot.number() != number) {
        throw new CorruptException(file + " has number " + snapshot.number(), REMEDY);
      }
      return snapshot;
    } catch (JacksonException | NullPointerException e) {
      throw new CorruptException(file + " is no snapshot", REMEDY, e);
    }
  }

  /** The place of a stored file whose content is as it was written. */
  Path verified(Snapshot.StoredFile stored) {
    Path file = stored.in(data);
    try {
      if (!Files.isRegularFile(file)) {
        throw new CorruptException(file + " is missing", REMEDY);
      }
      if (Files.size(file) != stored.bytes() || !ContentHash.ofFile(file).equals(stored.sha256())) {
        throw new CorruptException(file + " is damaged: its checksum differs", REMEDY);
      }
      return file;
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /** Makes a snapshot whose files are all in place the current one, in one step. */
  void publish(Snapshot snapshot) {
    AtomicFiles.write(file(snapshot.number()), JSON.writeValueAsString(snapshot) + "\n");
    AtomicFiles.write(pointer(), snapshot.number() + "\n");
  }

  /** Deletes old snapshots, and files that no remaining one names. The area must be locked. */
  void forgetOld() {
    forgetBefore(KEPT - 1);
  }

  /** The same, keeping so many beside the newest. */
  void forgetBefore(int kept) {
    long newest = current().number();
    var named = new HashSet<Path>();
    try {
      for (Path path : children(data.resolve("snapshots"))) {
        String name = path.getFileName().toString();
        if (!name.matches("\\d+\\.json")) {
          continue;
        }
        long number = Long.parseLong(name.substring(0, name.length() - 5));
        if (number < newest - kept || number > newest) {
          Files.deleteIfExists(path);
        } else {
          addFiles(read(number), named);
        }
      }
      deleteUnnamed(named);
    } catch (IOException e) {
      throw DiskFailure.of("cleaning", data, e);
    }
  }

  private void addFiles(Snapshot snapshot, Set<Path> named) {
    snapshot.tables().values().forEach(file -> named.add(file.in(data)));
    snapshot.days().forEach(day -> named.add(day.file().in(data)));
  }

  /** Only what was written here: people keep files of their own in data/ too. */
  private void deleteUnnamed(Set<Path> named) throws IOException {
    for (Table table : Table.values()) {
      Path folder = data.resolve(table.fileName());
      if (Files.isDirectory(folder)) {
        try (Stream<Path> paths = Files.walk(folder)) {
          for (Path path : paths.filter(Snapshots::isStored).toList()) {
            if (!named.contains(path)) {
              Files.deleteIfExists(path);
            }
          }
        }
      }
    }
  }

  /** Whether a file is named as {@link SnapshotEdit} names them: by snapshot and content. */
  private static boolean isStored(Path file) {
    return file.getFileName().toString().matches("\\d+-[0-9a-f]{12}\\.parquet");
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }
}
