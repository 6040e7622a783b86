package io.adlib.serve.state;

import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import io.adlib.data.state.Batch;
import io.adlib.data.state.Scan;
import java.util.Optional;

/**
 * A store that takes nothing more after one write failed: whether that write reached the disk is in
 * doubt, so nothing may be built on either answer. Reading goes on. Thread-safe.
 */
final class FailStopStore implements StateStore {

  private final StateStore store;
  private volatile Optional<String> failure = Optional.empty();

  FailStopStore(StateStore store) {
    this.store = store;
  }

  /** What went wrong, if something did. */
  Optional<String> failure() {
    return failure;
  }

  void refuseAfterFailure() {
    if (failure.isPresent()) {
      throw new EnvironmentException(
          "nothing can be stored since: " + failure.get(),
          "mend that, then restart; all that was acknowledged is kept");
    }
  }

  @Override
  public void commit(Batch batch) {
    refuseAfterFailure();
    try {
      store.commit(batch);
    } catch (AdlibException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public Optional<byte[]> get(String family, byte[] key) {
    return store.get(family, key);
  }

  @Override
  public Scan scan(String family, byte[] prefix) {
    return store.scan(family, prefix);
  }

  @Override
  public Scan scanBackwards(String family, byte[] prefix) {
    return store.scanBackwards(family, prefix);
  }
}
