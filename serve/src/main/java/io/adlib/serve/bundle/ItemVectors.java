package io.adlib.serve.bundle;

import io.adlib.core.Ad;
import io.adlib.core.Progress;
import io.adlib.encode.item.Item;
import io.adlib.encode.item.ItemEncoder;
import io.adlib.serve.release.AdVectors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The encoder of a release, loaded when it is first needed: a new ad gets the vector it would have
 * got with all others. Thread-safe.
 */
final class ItemVectors implements AdVectors {

  private final Path folder;
  private final Path pictures;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private Optional<ItemEncoder> encoder = Optional.empty();

  /**
   * @param folder of {@link ItemEncoder}
   * @param pictures where relative image paths lead into
   */
  ItemVectors(Path folder, Path pictures) {
    this.folder = folder;
    this.pictures = pictures;
  }

  @Override
  public float[] of(List<Ad> ads) {
    use.readLock().lock();
    try {
      return loaded().encode(ads.stream().map(Item::of).toList(), Progress.SILENT).vectors_NK();
    } finally {
      use.readLock().unlock();
    }
  }

  @Override
  public void load() {
    use.readLock().lock();
    try {
      var _ = loaded();
    } finally {
      use.readLock().unlock();
    }
  }

  private synchronized ItemEncoder loaded() {
    if (encoder.isEmpty()) {
      encoder = Optional.of(ItemEncoder.open(folder, pictures, 1));
    }
    return encoder.get();
  }

  /** Waits for who is encoding; whoever comes later loads it again. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      encoder.ifPresent(ItemEncoder::close);
      encoder = Optional.empty();
    } finally {
      use.writeLock().unlock();
    }
  }
}
