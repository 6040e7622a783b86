package io.adlib.data.state;

import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import io.adlib.data.workspace.AtomicFiles;
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
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
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
 * not acknowledged: it may or may not be found after a restart, but never in part. After a full
 * disk the store takes commits again as soon as there is space.
 *
 * <p>Thread-safe. One process at a time may have a store open.
 */
public final class DurableStore implements StateView, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DurableStore.class);
  private static final long CLOSE_PATIENCE_SECONDS = 10;

  private static final long RECOVERY_PATIENCE_SECONDS = 2;

  private final Path folder;
  private final Set<String> names;
  private final GroupCommit commits;

  /** Readers hold it shared while they are inside the native library; closing takes it whole. */
  private final StampedLock use = new StampedLock();

  /** Empty while closed, or when opening again after a failed write did not succeed. */
  private volatile Optional<Opened> opened;

  private volatile boolean closed;

  /** After a failed write RocksDB refuses all others until it is opened again; writer's own. */
  private boolean broken;

  /** The native side. */
  private record Opened(
      RocksDB db,
      Map<String, ColumnFamilyHandle> families,
      WriteOptions durably,
      List<AutoCloseable> options) {

    ColumnFamilyHandle family(String name) {
      ColumnFamilyHandle handle = families.get(name);
      if (handle == null) {
        throw unnamed(name);
      }
      return handle;
    }

    void close() {
      families.values().forEach(ColumnFamilyHandle::close);
      durably.close();
      db.close();
      closeAll(options);
    }
  }

  private DurableStore(Path folder, Set<String> names, Opened opened) {
    this.folder = folder;
    this.names = Set.copyOf(names);
    this.opened = Optional.of(opened);
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
    return new DurableStore(folder, names, openNative(folder, names));
  }

  private static Opened openNative(Path folder, Set<String> names) {
    var options = new ArrayList<AutoCloseable>();
    try {
      return openNative(folder, names, options);
    } catch (RocksDBException e) {
      closeAll(options);
      throw StoreFailure.of("opening", e);
    }
  }

  private static Opened openNative(Path folder, Set<String> names, List<AutoCloseable> options)
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
    return new Opened(db, families, new WriteOptions().setSync(true), options);
  }

  /**
   * Makes a batch durable. Many callers at once share the cost; a caller on a virtual thread parks.
   *
   * @throws EnvironmentException if the disk refuses or the store is closed; the batch was then not
   *     acknowledged
   */
  public void commit(Batch batch) {
    for (Batch.Change change : batch.changes()) {
      if (!names.contains(change.family())) {
        throw unnamed(change.family());
      }
    }
    if (!batch.isEmpty()) {
      commits.commit(batch);
    }
  }

  private void write(List<Batch> batches) {
    if (broken) {
      openAgain();
    }
    Opened now = opened.orElseThrow(this::unusable);
    try (var group = new WriteBatch()) {
      for (Batch batch : batches) {
        for (Batch.Change change : batch.changes()) {
          ColumnFamilyHandle family = now.family(change.family());
          if (change.value().isPresent()) {
            group.put(family, change.key(), change.value().get());
          } else {
            group.delete(family, change.key());
          }
        }
      }
      now.db().write(now.durably(), group);
    } catch (RocksDBException e) {
      broken = true;
      throw StoreFailure.of("writing", e);
    }
  }

  /** Once the disk takes writes again, recovers from a failed one as a restart would. */
  private void openAgain() {
    Path probe = folder.resolve(".probe");
    AtomicFiles.write(probe, out -> out.write(new byte[1 << 20]));
    AtomicFiles.deleteTree(probe);
    long stamp = exclusively(RECOVERY_PATIENCE_SECONDS);
    if (stamp == 0) {
      throw new EnvironmentException(
          "the state store is recovering from a failed write", "try again in a few seconds");
    }
    try {
      opened.ifPresent(Opened::close);
      opened = Optional.empty();
      opened = Optional.of(openNative(folder, names));
      broken = false;
      LOG.info("the state store was opened again after a failed write");
    } finally {
      use.unlockWrite(stamp);
    }
  }

  /** The whole lock, or 0 if a reader does not let go in time. */
  private long exclusively(long seconds) {
    try {
      return use.tryWriteLock(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static BugException unnamed(String family) {
    return new BugException(
        "the state store has no family '" + family + "'", "name it where the store is opened");
  }

  private EnvironmentException unusable() {
    return closed
        ? GroupCommit.closedFailure()
        : new EnvironmentException(
            "the state store could not be opened again after a failed write",
            "see that the disk has space; the next write tries again");
  }

  @Override
  public Optional<byte[]> get(String family, byte[] key) {
    try (var reading = new ReadOptions()) {
      return get(family, key, reading);
    }
  }

  private Optional<byte[]> get(String family, byte[] key, ReadOptions reading) {
    long stamp = use.readLock();
    try {
      Opened now = opened.orElseThrow(this::unusable);
      return Optional.ofNullable(now.db().get(now.family(family), reading, key));
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
    long stamp = use.readLock();
    var reading = new ReadOptions();
    Runnable release =
        () -> {
          reading.close();
          use.unlockRead(stamp);
        };
    try {
      Opened now = opened.orElseThrow(this::unusable);
      snapshot.ifPresent(reading::setSnapshot);
      var iterator = now.db().newIterator(now.family(family), reading);
      return new Scan(iterator, prefix.clone(), backwards, release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** The state as of now; close it soon, it keeps old values alive. */
  public Snapshot snapshot() {
    long stamp = use.readLock();
    RocksDB db;
    try {
      db = opened.orElseThrow(this::unusable).db();
    } catch (RuntimeException e) {
      use.unlockRead(stamp);
      throw e;
    }
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

  /**
   * Makes the disk forget what was deleted: until then old values, and the write-ahead log, hold it
   * still. Reads and commits go on, but for the moment in which the store is opened anew. Takes
   * time in proportion to the whole store; close scans before.
   *
   * @throws EnvironmentException if the disk refuses, or a scan stays open
   */
  public void scrub() {
    long stamp = use.readLock();
    try (var flush = new FlushOptions().setWaitForFlush(true);
        var whole =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(
                    CompactRangeOptions.BottommostLevelCompaction.kForce)) {
      Opened now = opened.orElseThrow(this::unusable);
      now.db().flush(flush, List.copyOf(now.families().values()));
      for (ColumnFamilyHandle family : now.families().values()) {
        now.db().compactRange(family, null, null, whole);
      }
    } catch (RocksDBException e) {
      throw StoreFailure.of("scrubbing", e);
    } finally {
      use.unlockRead(stamp);
    }
    commits.alone(this::reopen);
  }

  /** The list of files names the first and last key of each it ever had, until it is begun anew. */
  private void reopen() {
    long stamp = exclusively(RECOVERY_PATIENCE_SECONDS);
    if (stamp == 0) {
      throw new EnvironmentException("the state store is being read", "try again in a few seconds");
    }
    try {
      opened.ifPresent(Opened::close);
      opened = Optional.empty();
      opened = Optional.of(openNative(folder, names));
    } finally {
      use.unlockWrite(stamp);
    }
  }

  /** Writes what waits, then closes; closing twice does nothing. Scans must be closed before. */
  @Override
  public void close() {
    commits.close();
    long stamp = exclusively(CLOSE_PATIENCE_SECONDS);
    if (stamp == 0) {
      LOG.warn("a scan of the state store is still open; the store is left to the process's end");
      return;
    }
    try {
      closed = true;
      opened.ifPresent(Opened::close);
      opened = Optional.empty();
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
