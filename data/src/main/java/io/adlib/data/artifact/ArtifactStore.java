package io.adlib.data.artifact;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.FolderLock;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The artifacts of a workspace: {@code artifacts/KIND/HASH/} with {@code manifest.json} and
 * payload. An artifact is named by what it was made of, appears whole or not at all, and never
 * changes. Thread-safe, and safe between processes.
 */
public final class ArtifactStore {

  private static final String BUILDING = ".building-";
  private static final String SCRATCH = ".scratch-";
  private static final String LOCK = ".lock-";
  private final Path root;
  private final InstantSource clock;

  /** The artifacts of a workspace, dated by the clock. */
  public ArtifactStore(Workspace workspace, InstantSource clock) {
    this.root = workspace.folder(Workspace.Area.ARTIFACTS);
    this.clock = clock;
  }

  /**
   * Finds the artifact of a key, or makes it: in a temporary folder that is renamed once complete.
   * What a run that died left behind is removed, but for its scratch folder.
   *
   * @throws CorruptException if it was made before and its files no longer match
   * @throws EnvironmentException if another process is making it now, or the disk refuses
   */
  public Artifact build(ArtifactKey key, PayloadWriter writer) {
    Optional<Artifact> found = find(key);
    return found.isPresent() ? found.get() : buildLocked(key, writer);
  }

  private Artifact buildLocked(ArtifactKey key, PayloadWriter writer) {
    String hash = key.hash();
    Path folder = root.resolve(key.kind());
    Path lock = folder.resolve(LOCK + hash);
    try (var _ =
        FolderLock.tryLock(lock)
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "the same " + key.kind() + " is being made by " + FolderLock.holder(lock),
                        "wait until it has finished: this run will then find it"))) {
      removeAbandoned(folder);
      Optional<Artifact> found = find(key);
      return found.isPresent() ? found.get() : make(key, hash, folder, writer);
    }
  }

  private Artifact make(ArtifactKey key, String hash, Path folder, PayloadWriter writer) {
    Path payload = folder.resolve(BUILDING + hash);
    Path scratch = folder.resolve(SCRATCH + hash);
    boolean complete = false;
    try {
      AtomicFiles.deleteTree(payload);
      Files.createDirectories(payload);
      Files.createDirectories(scratch);
      writer.write(payload, scratch);
      var manifest =
          new Manifest(
              Manifest.FORMAT,
              key.kind(),
              hash,
              clock.instant(),
              key.inputs(),
              key.config(),
              ManifestFile.inventory(payload));
      ManifestFile.write(payload, manifest);
      AtomicFiles.publish(payload, folder.resolve(hash));
      complete = true;
      AtomicFiles.deleteTree(scratch);
      return new Artifact(folder.resolve(hash), manifest);
    } catch (IOException e) {
      throw DiskFailure.of("making", folder.resolve(hash), e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("making", folder.resolve(hash), e);
    } finally {
      if (!complete) {
        AtomicFiles.deleteTree(payload);
      }
    }
  }

  /**
   * The artifact of a key, checked, if it was made.
   *
   * @throws CorruptException naming the file that no longer matches
   */
  public Optional<Artifact> find(ArtifactKey key) {
    String hash = key.hash();
    return Files.isDirectory(root.resolve(key.kind()).resolve(hash))
        ? Optional.of(open(key.kind(), hash))
        : Optional.empty();
  }

  /**
   * Opens an artifact after checking every file.
   *
   * @throws InputException if there is none of that name
   * @throws CorruptException naming the file that no longer matches
   */
  public Artifact open(String kind, String hash) {
    Path folder = root.resolve(kind).resolve(hash);
    if (hash.isEmpty() || hash.startsWith(".") || !Files.isDirectory(folder)) {
      throw new InputException(
          "there is no " + kind + " '" + hash + "'", "list what there is with: adlib status");
    }
    String remedy =
        "rebuild with: delete the folder " + folder + ", then run the step that makes it again";
    Manifest manifest = ManifestFile.read(folder, remedy);
    ManifestFile.verify(folder, manifest, remedy);
    return new Artifact(folder, manifest);
  }

  /** The manifests of all finished artifacts of a kind, newest first; payloads are not checked. */
  public List<Manifest> list(String kind) {
    Path folder = root.resolve(kind);
    return children(folder).stream()
        .filter(path -> !path.getFileName().toString().startsWith("."))
        .filter(Files::isDirectory)
        .map(path -> ManifestFile.read(path, "delete the folder " + path + " and make it again"))
        .sorted(Comparator.comparing(Manifest::created).reversed().thenComparing(Manifest::name))
        .toList();
  }

  /** The newest artifact of a kind, checked. */
  public Optional<Artifact> latest(String kind) {
    return list(kind).stream().findFirst().map(manifest -> open(kind, manifest.name()));
  }

  /** Removes the payload of builds whose process is gone: their lock is free. */
  private static void removeAbandoned(Path folder) {
    for (Path path : children(folder)) {
      String name = path.getFileName().toString();
      if (name.startsWith(BUILDING)) {
        String hash = name.substring(BUILDING.length());
        FolderLock.tryLock(folder.resolve(LOCK + hash))
            .ifPresent(
                lock -> {
                  AtomicFiles.deleteTree(path);
                  lock.close();
                });
      }
    }
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", folder, e);
    }
  }
}
