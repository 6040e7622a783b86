package io.adlib.data.imports;

import io.adlib.data.schema.Table;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an import did.
 *
 * @param files in the order they were read
 * @param read rows, good and bad, of files that were not imported before
 * @param accepted rows that are now part of the data
 * @param rejected rows that are not, because they are bad
 * @param duplicates events that were left out because the log has them already
 * @param reasons how many rows were rejected, by table, field and reason
 * @param rejectsFile where each rejected row is named, if there are any
 */
public record ImportReport(
    List<FileReport> files,
    long read,
    long accepted,
    long rejected,
    long duplicates,
    Map<String, Long> reasons,
    Optional<Path> rejectsFile) {

  public ImportReport {
    files = List.copyOf(files);
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
  }

  /**
   * One file.
   *
   * @param alreadyImported whether the same content was imported before, so that it was not read
   * @param parsedBefore whether an import that did not end had parsed it, so that it was not again
   * @param read its rows
   */
  public record FileReport(
      Path file, Table table, boolean alreadyImported, boolean parsedBefore, long read) {}

  /** How many files were taken as an import that did not end had parsed them. */
  public long parsedBefore() {
    return files.stream().filter(FileReport::parsedBefore).count();
  }

  /** Rows that this import itself parsed. */
  public long parsed() {
    return files.stream().filter(file -> !file.parsedBefore()).mapToLong(FileReport::read).sum();
  }

  /** Whether nothing was left to do. */
  public boolean alreadyImported() {
    return files.stream().allMatch(FileReport::alreadyImported);
  }
}
