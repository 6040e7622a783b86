package io.adlib.serve;

import io.adlib.core.EnvironmentException;
import io.adlib.data.state.Batch;
import io.adlib.data.state.DurableStore;
import io.adlib.data.state.Scan;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.StateStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store on a disk that can be full, or slow by a hook. */
public final class TestingStore implements StateStore, AutoCloseable {

  public final AtomicInteger commits = new AtomicInteger();
  public volatile boolean full;
  public volatile Runnable onCommit = () -> {};
  public volatile java.util.function.Consumer<String> onGet = _ -> {};
  private final DurableStore store;

  public TestingStore(Path folder) {
    store = DurableStore.open(folder, Family.all());
  }

  @Override
  public void commit(Batch batch) {
    if (full) {
      throw new EnvironmentException(
          "the disk is full: writing the state store failed", "free some space");
    }
    commits.incrementAndGet();
    onCommit.run();
    store.commit(batch);
  }

  @Override
  public Optional<byte[]> get(String family, byte[] key) {
    onGet.accept(family);
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

  @Override
  public void close() {
    store.close();
  }
}
