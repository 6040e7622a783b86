package io.adlib.serve.rollout;

import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.Manifest;
import io.adlib.data.artifact.ReleaseStore;
import io.adlib.serve.release.Release;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The releases of a workspace, as a server takes them down and loads them. Thread-safe.
 *
 * @param store where they stand
 * @param loader makes a release of checked files; throws if its parts do not fit each other
 */
public record ReleaseShelf(ReleaseStore store, Function<Artifact, Release> loader) {

  /** The version that the workspace names as live. */
  Optional<String> live() {
    return store.live();
  }

  /** All, newest first. */
  List<Manifest> all() {
    return store.list();
  }

  /**
   * Loads a release after checking its files.
   *
   * @throws io.adlib.core.AdlibException saying what is wrong with it
   */
  public Release load(String version) {
    return loader.apply(store.open(version));
  }

  /** Loads a release, has it put in place, and only then names it as live. */
  Release promote(String version, Consumer<Release> place) {
    var loaded = new AtomicReference<Release>();
    store.promote(version, files -> loaded.set(placed(files, place)));
    return Objects.requireNonNull(loaded.get());
  }

  /** The same with the release that was live before. */
  Release rollback(Consumer<Release> place) {
    var loaded = new AtomicReference<Release>();
    store.rollback(files -> loaded.set(placed(files, place)));
    return Objects.requireNonNull(loaded.get());
  }

  private Release placed(Artifact files, Consumer<Release> place) {
    Release release = loader.apply(files);
    place.accept(release);
    return release;
  }
}
