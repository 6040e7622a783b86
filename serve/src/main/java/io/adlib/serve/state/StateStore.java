package io.adlib.serve.state;

import io.adlib.data.state.Batch;
import io.adlib.data.state.DurableStore;
import io.adlib.data.state.Scan;
import io.adlib.data.state.StateView;
import java.util.Optional;

/** Where serving keeps its state: reads, and batches that are durable on return. Thread-safe. */
public interface StateStore extends StateView {

  /**
   * Makes a batch durable, all or nothing.
   *
   * @throws io.adlib.core.EnvironmentException if it could not; it was then not acknowledged
   */
  void commit(Batch batch);

  /** The families of {@link Family} in a durable store. */
  static StateStore of(DurableStore store) {
    return new StateStore() {
      @Override
      public void commit(Batch batch) {
        store.commit(batch);
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
    };
  }
}
