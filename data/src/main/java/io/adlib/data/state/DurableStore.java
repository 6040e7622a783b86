package io.adlib.data.state;

import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and values in named families that survive kill -9 and power loss: {@link #commit} returns
 * only when its batch is on the disk. Concurrent commits share one fsync. A commit that throws was
 * not acknowledged: it may or may not be found after a restart, but never in part.
 *
 * <p>Thread-safe. One process at a time may have a store open.
 */
public final class DurableStore implements StateView, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DurableStore.class);
  private static final long CLOSE_PATIENCE_SECONDS = 10;

  private final RocksDB db;
  private final List<AutoCloseable> options;
  private final Map<String, ColumnFamilyHandle> families;
  private final WriteOptions durably;
  private final GroupCommit commits;

  /** Readers hold it shared while they are inside the native library; closing takes it whole. */
  private final StampedLock use = new StampedLock();

  private volatile boolean closed;

  private DurableStore(
      RocksDB db, Map<String, ColumnFamilyHandle> families, List<AutoCloseable> options) {
    this.db = db;
    this.families = families;
    this.options = options;
    this.durably = new WriteOptions().setSync(true);
    this.commits = new GroupCommit(this::write);
  }

  /**
   * Opens the store in a folder, or makes it, and recovers what was acknowledged before.
   *
   * @param names the families to have; those already there stay
   * @throws EnvironmentException if another process has it open, the disk refuses, or the native
   *     library does not load
   * @throws io.adlib.core.CorruptException if it is damaged
   */
  public static DurableStore open(Path folder, Set<String> names) {
    try {
      RocksDB.loadLibrary();
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw new EnvironmentException(
          "RocksDB's native library does not load here: " + e.getMessage(),
          "use 64-bit Linux, macOS or Windows, with a temporary folder that allows execution",
          e);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFailure.of("making", folder, e);
    }
    var options = new ArrayList<AutoCloseable>();
    try {
      return open(folder, names, options);
    } catch (RocksDBException e) {
      closeAll(options);
      throw StoreFailure.of("opening", e);
    }
  }

  private static DurableStore open(Path folder, Set<String> names, List<AutoCloseable> options)
      throws RocksDBException {
    var all = new LinkedHashSet<String>();
    all.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8));
    try (var listing = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(listing, folder.toString())) {
        all.add(new String(name, StandardCharsets.UTF_8));
      }
    }
    all.addAll(names);
    // A torn last record is a commit nobody was told of; anything else missing is damage.
    var dbOptions =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
            .setParanoidChecks(true)
            .setMaxTotalWalSize(256L << 20)
            .setMaxOpenFiles(256)
            .setKeepLogFileNum(3)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
    options.add(dbOptions);
    var familyOptions =
        new ColumnFamilyOptions().setCompressionType(CompressionType.LZ4_COMPRESSION);
    options.add(familyOptions);
    List<ColumnFamilyDescriptor> descriptors =
        all.stream()
            .map(
                name ->
                    new ColumnFamilyDescriptor(
                        name.getBytes(StandardCharsets.UTF_8), familyOptions))
            .toList();
    var handles = new ArrayList<ColumnFamilyHandle>();
    RocksDB db = RocksDB.open(dbOptions, folder.toString(), descriptors, handles);
    var families = new HashMap<String, ColumnFamilyHandle>();
    int i = 0;
    for (String name : all) {
      families.put(name, handles.get(i++));
    }
    return new DurableStore(db, families, options);
  }

  /**
   * Makes a batch durable. Many callers at once share the cost; a caller on a virtual thread parks.
   *
   * @throws EnvironmentException if the disk refuses or the store is closed; the batch was then not
   *     acknowledged
   */
  public void commit(Batch batch) {
    for (Batch.Change change : batch.changes()) {
      family(change.family());
    }
    if (!batch.isEmpty()) {
      commits.commit(batch);
    }
  }

  private void write(List<Batch> batches) {
    try (var group = new WriteBatch()) {
      for (Batch batch : batches) {
        for (Batch.Change change : batch.changes()) {
          ColumnFamilyHandle family = family(change.family());
          if (change.value().isPresent()) {
            group.put(family, change.key(), change.value().get());
          } else {
            group.delete(family, change.key());
          }
        }
      }
      db.write(durably, group);
    } catch (RocksDBException e) {
      throw StoreFailure.of("writing", e);
    }
  }

  @Override
  public Optional<byte[]> get(String family, byte[] key) {
    try (var reading = new ReadOptions()) {
      return get(family, key, reading);
    }
  }

  private Optional<byte[]> get(String family, byte[] key, ReadOptions reading) {
    long stamp = enter();
    try {
      return Optional.ofNullable(db.get(family(family), reading, key));
    } catch (RocksDBException e) {
      throw StoreFailure.of("reading", e);
    } finally {
      use.unlockRead(stamp);
    }
  }

  @Override
  public Scan scan(String family, byte[] prefix) {
    return scan(family, prefix, false, Optional.empty());
  }

  @Override
  public Scan scanBackwards(String family, byte[] prefix) {
    return scan(family, prefix, true, Optional.empty());
  }

  private Scan scan(
      String family, byte[] prefix, boolean backwards, Optional<org.rocksdb.Snapshot> snapshot) {
    ColumnFamilyHandle handle = family(family);
    long stamp = enter();
    var reading = new ReadOptions();
    snapshot.ifPresent(reading::setSnapshot);
    return new Scan(
        db.newIterator(handle, reading),
        prefix.clone(),
        backwards,
        () -> {
          reading.close();
          use.unlockRead(stamp);
        });
  }

  /** The state as of now; close it soon, it keeps old values alive. */
  public Snapshot snapshot() {
    long stamp = enter();
    org.rocksdb.Snapshot moment = db.getSnapshot();
    return new Snapshot() {
      private boolean released;

      @Override
      public Optional<byte[]> get(String family, byte[] key) {
        try (var reading = new ReadOptions().setSnapshot(moment)) {
          return DurableStore.this.get(family, key, reading);
        }
      }

      @Override
      public Scan scan(String family, byte[] prefix) {
        return DurableStore.this.scan(family, prefix, false, Optional.of(moment));
      }

      @Override
      public Scan scanBackwards(String family, byte[] prefix) {
        return DurableStore.this.scan(family, prefix, true, Optional.of(moment));
      }

      @Override
      public void close() {
        if (!released) {
          released = true;
          db.releaseSnapshot(moment);
          use.unlockRead(stamp);
        }
      }
    };
  }

  private ColumnFamilyHandle family(String name) {
    ColumnFamilyHandle handle = families.get(name);
    if (handle == null) {
      throw new BugException(
          "the state store has no family '" + name + "'", "name it where the store is opened");
    }
    return handle;
  }

  private long enter() {
    long stamp = use.readLock();
    if (closed) {
      use.unlockRead(stamp);
      throw GroupCommit.closedFailure();
    }
    return stamp;
  }

  /** Writes what waits, then closes; closing twice does nothing. Scans must be closed before. */
  @Override
  public void close() {
    commits.close();
    long stamp = 0;
    try {
      stamp = use.tryWriteLock(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (stamp == 0) {
      LOG.warn("a scan of the state store is still open; the store is left to the process's end");
      return;
    }
    try {
      if (!closed) {
        closed = true;
        families.values().forEach(ColumnFamilyHandle::close);
        durably.close();
        db.close();
        closeAll(options);
      }
    } finally {
      use.unlockWrite(stamp);
    }
  }

  private static void closeAll(List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("closing the state store's options failed", e);
      }
    }
  }
}
