package io.adlib.data.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write in a place, held by one holder of one process. The operating system gives it
 * back when the process dies, however it dies. The file names the holder, for people. Thread-safe.
 */
public final class FolderLock implements AutoCloseable {

  /**
   * Locks this process holds. POSIX drops a process's lock when it closes ANY descriptor of the
   * file, so a file that is locked here must not be opened here again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /** Takes the lock, or returns empty if somebody else has it. */
  public static Optional<FolderLock> tryLock(Path file) {
    try {
      Path folder = AtomicFiles.folderOf(file);
      Files.createDirectories(folder);
      Path real = folder.toRealPath().resolve(file.getFileName());
      if (!HELD.add(real)) {
        return Optional.empty();
      }
      Optional<FolderLock> lock = Optional.empty();
      try {
        lock = lock(real);
      } finally {
        if (lock.isEmpty()) {
          HELD.remove(real);
        }
      }
      return lock;
    } catch (IOException e) {
      throw DiskFailure.of("locking", file, e);
    }
  }

  private static Optional<FolderLock> lock(Path file) throws IOException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    byte[] holder =
        ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder), 0);
    return Optional.of(new FolderLock(file, channel, lock));
  }

  /** Who has the lock, as the holder wrote it. */
  public static String holder(Path file) {
    try {
      Path real = AtomicFiles.folderOf(file).toRealPath().resolve(file.getFileName());
      return HELD.contains(real) ? "this process" : Files.readString(real).strip();
    } catch (IOException _) {
      return "another process";
    }
  }

  /** Gives the right back; closing twice does nothing. */
  @Override
  public void close() {
    try {
      if (lock.isValid()) {
        lock.release();
        channel.close();
        HELD.remove(file);
      }
    } catch (IOException _) {
      // the operating system drops the lock with the descriptor or the process
      HELD.remove(file);
    }
  }
}
