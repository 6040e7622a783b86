package io.adlib.data.artifact;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The releases of a workspace: {@code releases/VERSION/} with {@code manifest.json} and payload,
 * and the file {@code releases/live} that names the one in use, with those that were live before it
 * below, newest first. The file is replaced in one step. Thread-safe, and safe between processes.
 */
public final class ReleaseStore {

  private static final String KIND = "release";
  private static final String BUILDING = ".building-";
  private static final String LIVE = "live";
  private static final int REMEMBERED = 100;
  private final Workspace workspace;
  private final Path root;
  private final InstantSource clock;

  /** The releases of a workspace, dated by the clock. */
  public ReleaseStore(Workspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.root = workspace.folder(Workspace.Area.RELEASES);
    this.clock = clock;
  }

  /**
   * Makes a release that is not live yet.
   *
   * @param version letters, digits, dots, hyphens and underscores, such as {@code 2026-11-22.1}
   * @param inputs the hash of each artifact it is made of, by its kind
   * @param config the settings it was made with
   * @throws InputException if the version exists or is no such name
   */
  public Artifact build(
      String version, Map<String, String> inputs, String config, PayloadWriter writer) {
    if (!isVersion(version)) {
      throw new InputException(
          "'" + version + "' is no version",
          "use letters, digits, dots, hyphens and underscores, such as 2026-11-22.1");
    }
    try (var _ = workspace.lock(Workspace.Area.RELEASES)) {
      removeAbandoned();
      if (Files.exists(root.resolve(version))) {
        throw new InputException(
            "the release " + version + " exists already", "give the new one another version");
      }
      return make(version, inputs, config, writer);
    }
  }

  /** Whether it can be the name of a release's folder, and of nothing elsewhere. */
  private static boolean isVersion(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") && !name.equals(LIVE);
  }

  private Artifact make(
      String version, Map<String, String> inputs, String config, PayloadWriter writer) {
    Path payload = root.resolve(BUILDING + version);
    Path scratch = root.resolve(BUILDING + version + ".scratch");
    try {
      Files.createDirectories(payload);
      Files.createDirectories(scratch);
      writer.write(payload, scratch);
      var manifest =
          new Manifest(
              Manifest.FORMAT,
              KIND,
              version,
              clock.instant(),
              inputs,
              config,
              ManifestFile.inventory(payload));
      ManifestFile.write(payload, manifest);
      AtomicFiles.publish(payload, root.resolve(version));
      return new Artifact(root.resolve(version), manifest);
    } catch (IOException e) {
      throw DiskFailure.of("making the release", root.resolve(version), e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("making the release", root.resolve(version), e);
    } finally {
      AtomicFiles.deleteTree(payload);
      AtomicFiles.deleteTree(scratch);
    }
  }

  /**
   * Opens a release after checking every file.
   *
   * @throws InputException if there is none of that version
   * @throws CorruptException naming the file that no longer matches
   */
  public Artifact open(String version) {
    if (!isVersion(version) || !Files.isDirectory(root.resolve(version))) {
      throw new InputException(
          "there is no release '" + version + "'", "list them with: adlib release list");
    }
    Path folder = root.resolve(version);
    String remedy =
        "rebuild with: adlib release build; until then go back with: adlib release rollback";
    Manifest manifest = ManifestFile.read(folder, remedy);
    ManifestFile.verify(folder, manifest, remedy);
    return new Artifact(folder, manifest);
  }

  /** All releases, newest first; payloads are not checked. */
  public List<Manifest> list() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(root)) {
      return paths
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(Files::isDirectory)
          .map(path -> ManifestFile.read(path, "delete the folder " + path + " and build it again"))
          .sorted(Comparator.comparing(Manifest::created).reversed().thenComparing(Manifest::name))
          .toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", root, e);
    }
  }

  /** The version in use, if one was promoted. */
  public Optional<String> live() {
    return history().stream().findFirst();
  }

  /** The version in use and those before it, newest first. */
  public List<String> history() {
    Path file = root.resolve(LIVE);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (CharacterCodingException e) {
      throw new CorruptException(
          file + " names no release",
          "delete it, then make one live with: adlib release promote VERSION",
          e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /**
   * Makes a release live once all of it is valid: first every checksum, then the caller's check,
   * such as that the generator was trained on the codebooks beside it.
   *
   * @param check throws if the release must not go live; nothing has changed then
   */
  public void promote(String version, Consumer<Artifact> check) {
    try (var _ = workspace.lock(Workspace.Area.RELEASES)) {
      check.accept(open(version));
      var history = new ArrayList<>(history());
      history.removeIf(version::equals);
      history.addFirst(version);
      writeLive(history.subList(0, Math.min(history.size(), REMEMBERED)));
    }
  }

  /**
   * Makes the release live that was live before, after checking its files.
   *
   * @param check as in {@link #promote}
   * @return its version
   * @throws InputException if there is none before
   */
  public String rollback(Consumer<Artifact> check) {
    try (var _ = workspace.lock(Workspace.Area.RELEASES)) {
      List<String> history = history();
      if (history.size() < 2) {
        throw new InputException(
            "there is no release to go back to", "promote one with: adlib release promote VERSION");
      }
      List<String> earlier = history.subList(1, history.size());
      check.accept(open(earlier.getFirst()));
      writeLive(earlier);
      return earlier.getFirst();
    }
  }

  private void writeLive(List<String> versions) {
    AtomicFiles.write(root.resolve(LIVE), String.join("\n", versions) + "\n");
  }

  private void removeAbandoned() {
    try (Stream<Path> paths = Files.list(root)) {
      paths
          .filter(path -> path.getFileName().toString().startsWith(BUILDING))
          .forEach(AtomicFiles::deleteTree);
    } catch (IOException e) {
      throw DiskFailure.of("reading", root, e);
    }
  }
}
