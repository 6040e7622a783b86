package io.adlib.serve.release;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The release, and of it the edition, that answers now. A request reads it once and keeps it to its
 * end, so a swap under load never mixes two releases in one answer. Thread-safe.
 */
public final class LiveRelease {

  private static final Logger log = LoggerFactory.getLogger(LiveRelease.class);

  private final List<Consumer<Release>> listeners = new CopyOnWriteArrayList<>();
  private volatile Release current;

  /** Begins with a release. */
  public LiveRelease(Release first) {
    current = first;
  }

  /** The release that answers now. */
  public Release get() {
    return current;
  }

  /** Tells a listener of every later release and edition, before it answers its first request. */
  public void onSwap(Consumer<Release> listener) {
    listeners.add(listener);
  }

  /** Puts a validated release in the place of the current one. */
  public void swap(Release next) {
    log.info("release {} is live, after {}", next.version(), current.version());
    show(next);
  }

  /** Puts a later edition in the place of the one before. */
  public void edit(Release next) {
    show(next);
  }

  private synchronized void show(Release next) {
    listeners.forEach(listener -> listener.accept(next));
    current = next;
  }
}
