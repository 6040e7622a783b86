package io.adlib.data.workspace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that appear whole or not at all, and that are on the disk when the call
 * returns: written beside their place, forced, renamed, and the rename forced too. Thread-safe.
 */
public final class AtomicFiles {

  private static final AtomicLong COUNTER = new AtomicLong();

  private AtomicFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Makes or replaces a file of UTF-8 text. */
  public static void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(file, out -> out.write(bytes));
  }

  /**
   * Makes or replaces a file.
   *
   * @throws io.adlib.core.EnvironmentException if the disk refuses; the old file is then untouched
   *     and no part of the new one is left
   */
  public static void write(Path file, Content content) {
    Path folder = folderOf(file);
    Path temporary =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + "." + next() + ".tmp");
    try {
      Files.createDirectories(folder);
      try (var channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder);
    } catch (IOException e) {
      throw DiskFailure.of("writing", file, e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("writing", file, e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Puts a finished folder in its place: forces every file in it, renames it and forces the rename.
   *
   * @param from a folder on the same file system as {@code to}
   * @param to must not exist
   */
  public static void publish(Path from, Path to) {
    try {
      syncTree(from);
      Files.createDirectories(folderOf(to));
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      sync(folderOf(to));
    } catch (IOException e) {
      throw DiskFailure.of("writing", to, e);
    }
  }

  /** Forces one file, or the entries of one folder, to the disk. */
  public static void sync(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Forces a folder and all that is in it to the disk. */
  public static void syncTree(Path root) throws IOException {
    for (Path path : tree(root)) {
      sync(path);
    }
  }

  /** Deletes a file or a folder with all that is in it, if it is there. */
  public static void deleteTree(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
                throws IOException {
              if (problem != null) {
                throw problem;
              }
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException _) {
      // already gone
    } catch (IOException e) {
      throw DiskFailure.of("deleting", root, e);
    }
  }

  /** The folder that a file or folder is in. */
  static Path folderOf(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a path below the root");
  }

  private static List<Path> tree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.toList();
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // the failure that led here is the one to report
    }
  }

  private static long next() {
    return COUNTER.incrementAndGet();
  }
}
