package io.adlib.data.access;

import io.adlib.core.CorruptException;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was done to a workspace and by whom, {@code access/audit.jsonl}: lines are only ever added,
 * and are on the disk when {@link #add} returns. Each carries the hash of the line before it, so
 * that a line that was changed or taken out shows (Schneier and Kelsey, Secure Audit Logs, 1999,
 * without their keys: who can write the file can also write all of it anew). It holds no user's
 * name. Thread-safe, and safe between processes.
 */
public final class AuditLog {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REMEDY =
      "compare with a backup; to go on, move it away and begin a new one";

  private final Optional<Path> file;
  private final InstantSource clock;

  private AuditLog(Optional<Path> file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** The log of a workspace, dated by the clock. */
  public AuditLog(Workspace workspace, InstantSource clock) {
    this(Optional.of(workspace.folder(Workspace.Area.ACCESS).resolve("audit.jsonl")), clock);
  }

  /** Keeps nothing; for a server without a workspace. */
  public static AuditLog none() {
    return new AuditLog(Optional.empty(), InstantSource.system());
  }

  /**
   * One operation.
   *
   * @param time when it was done
   * @param who the key's id and name, or the command line's user
   * @param operation such as {@code release.promote}
   * @param subject what it was done to
   * @param outcome {@code done}, or why not
   * @param previous SHA-256 of the line before, in hex; of the first line, of nothing
   */
  public record Entry(
      Instant time,
      String who,
      String operation,
      String subject,
      String outcome,
      String previous) {}

  /** Adds a line; it is durable on return. */
  public void add(String who, String operation, String subject, String outcome) {
    if (file.isEmpty()) {
      return;
    }
    synchronized (AuditLog.class) { // a file lock is the process's, not the thread's
      append(file.get(), who, operation, subject, outcome);
    }
  }

  private void append(Path log, String who, String operation, String subject, String outcome) {
    try {
      Files.createDirectories(log.resolveSibling(".").normalize());
      try (var channel =
              FileChannel.open(
                  log,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        String last = lastLine(channel);
        boolean torn = !last.isEmpty() && !last.endsWith("\n");
        var entry =
            new Entry(
                clock.instant(),
                who,
                operation,
                subject,
                outcome,
                ApiKey.hash(last.stripTrailing()));
        String line = (torn ? "\n" : "") + JSON.writeValueAsString(entry) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        long at = channel.size();
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw DiskFailure.of("writing", log, e);
    }
  }

  /** The last line with its end, or what there is of one that a crash tore. */
  private static String lastLine(FileChannel channel) throws IOException {
    long size = channel.size();
    int window = 8192;
    while (true) {
      int length = (int) Math.min(size, window);
      ByteBuffer tail = ByteBuffer.allocate(length);
      long from = size - length;
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {}
      String text = new String(tail.array(), StandardCharsets.UTF_8);
      int begin = text.stripTrailing().lastIndexOf('\n');
      if (begin >= 0 || length == size) {
        return text.substring(begin + 1);
      }
      window *= 4;
    }
  }

  /**
   * All that was done, oldest first, once the chain of hashes was checked. A line that a crash tore
   * is passed over.
   *
   * @throws CorruptException naming the first line that was changed, or whose predecessor was
   */
  public List<Entry> verified() {
    var entries = new ArrayList<Entry>();
    if (file.isEmpty() || !Files.exists(file.get())) {
      return entries;
    }
    try {
      String previous = "";
      int number = 0;
      for (String line : Files.readAllLines(file.get())) {
        number++;
        Optional<Entry> entry = read(line);
        if (entry.isPresent() && !entry.get().previous().equals(ApiKey.hash(previous))) {
          throw new CorruptException(
              file.get() + ":" + number + ": the line before it was changed or taken out", REMEDY);
        }
        entry.ifPresent(entries::add);
        previous = line;
      }
      return entries;
    } catch (CharacterCodingException e) {
      throw new CorruptException(file.get() + " is no UTF-8 text any more", REMEDY, e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file.get(), e);
    }
  }

  private static Optional<Entry> read(String line) {
    try {
      return Optional.of(JSON.readValue(line, Entry.class));
    } catch (JacksonException | NullPointerException _) {
      return Optional.empty();
    }
  }
}
