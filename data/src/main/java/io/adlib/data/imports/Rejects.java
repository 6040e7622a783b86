package io.adlib.data.imports;

import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rejected rows of one import: written as CSV as they come, with file, line, field, reason and
 * value, and counted by reason. The file appears when it is finished. Not thread-safe.
 */
final class Rejects implements AutoCloseable {

  private static final int MOST_REASONS = 200;
  private static final int VALUE_LENGTH = 120;
  private final Path file;
  private final Path temporary;
  private final Map<String, Long> reasons = new TreeMap<>();
  private Optional<BufferedWriter> writer = Optional.empty();
  private long count;

  Rejects(Path file) {
    this.file = file;
    this.temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
  }

  /** A value as the file shows it: not the whole of a long one, no NUL, no half of a character. */
  static String shown(String value) {
    return wellFormed(
        (value.length() > VALUE_LENGTH ? value.substring(0, VALUE_LENGTH) : value)
            .replace('\0', '\uFFFD'));
  }

  static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  void add(Path from, String table, ParsedFiles.Rejected row) {
    add(from, table, row.line(), row.field(), row.reason(), row.value());
  }

  void add(Path from, String table, long line, String field, String reason, String value) {
    count++;
    String key = table + (field.isEmpty() ? " row " : "." + field + " ") + general(reason);
    reasons.merge(
        reasons.size() < MOST_REASONS || reasons.containsKey(key) ? key : "others", 1L, Long::sum);
    try {
      if (writer.isEmpty()) {
        Files.createDirectories(file.resolveSibling(".").normalize());
        BufferedWriter opened = Files.newBufferedWriter(temporary);
        opened.write("file,line,field,reason,value\n");
        writer = Optional.of(opened);
      }
      writer
          .get()
          .write(
              CsvText.field(from.toString())
                  + ","
                  + line
                  + ","
                  + CsvText.field(field)
                  + ","
                  + CsvText.field(wellFormed(reason))
                  + ","
                  + CsvText.field(shown(value))
                  + "\n");
    } catch (IOException e) {
      throw DiskFailure.of("writing", file, e);
    }
  }

  /** A reason without the row's own value in it. */
  private static String general(String reason) {
    return reason.replaceAll("'[^']*' ", "");
  }

  long count() {
    return count;
  }

  Map<String, Long> reasons() {
    return reasons;
  }

  /** Puts the file in place; empty if nothing was rejected. */
  Optional<Path> finish() {
    if (writer.isEmpty()) {
      return Optional.empty();
    }
    try {
      writer.get().close();
      writer = Optional.empty();
      AtomicFiles.sync(temporary);
      Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(file);
    } catch (IOException e) {
      throw DiskFailure.of("writing", file, e);
    }
  }

  @Override
  public void close() {
    try {
      if (writer.isPresent()) {
        writer.get().close();
      }
    } catch (IOException e) {
      throw DiskFailure.of("writing", file, e);
    } finally {
      AtomicFiles.deleteTree(temporary);
    }
  }
}
