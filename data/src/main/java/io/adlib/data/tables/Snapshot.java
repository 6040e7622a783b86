package io.adlib.data.tables;

import io.adlib.core.ExchangeRates;
import io.adlib.data.schema.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One state of the market's data: which immutable files make it up. {@code data/snapshots/N.json};
 * the file {@code data/current} names the one in use.
 *
 * @param format version of this record's layout
 * @param number counts up from 0, the empty market
 * @param created when it was finished
 * @param tables the file of each table but events, by the table's file name
 * @param days one file of events a day, ascending, each ordered by time and id
 * @param rates between currencies, saved with the data
 * @param imports the files imported so far
 */
public record Snapshot(
    int format,
    long number,
    Instant created,
    Map<String, StoredFile> tables,
    List<Day> days,
    Optional<ExchangeRates> rates,
    List<Imported> imports) {

  /** The version this build writes and reads. */
  public static final int FORMAT = 1;

  /** The market before anything was imported. */
  public static final Snapshot EMPTY =
      new Snapshot(FORMAT, 0, Instant.EPOCH, Map.of(), List.of(), Optional.empty(), List.of());

  public Snapshot {
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    days = List.copyOf(days);
    imports = List.copyOf(imports);
  }

  /**
   * A Parquet file under data/.
   *
   * @param path relative to data/, with forward slashes
   * @param rows how many it has
   * @param bytes its size
   * @param sha256 of its content
   */
  public record StoredFile(String path, long rows, long bytes, String sha256) {
    /** Its place under data/. */
    public Path in(Path data) {
      return data.resolve(path);
    }
  }

  /** The events of one day of UTC. */
  public record Day(LocalDate day, StoredFile file) {}

  /**
   * A file that was imported.
   *
   * @param table its rows went to
   * @param sha256 of its content
   * @param name as it was given
   * @param rows that were accepted
   * @param time of the import
   */
  public record Imported(String table, String sha256, String name, long rows, Instant time) {}

  /** The rows of a table. */
  public long rows(Table table) {
    if (table == Table.EVENTS) {
      return days.stream().mapToLong(day -> day.file().rows()).sum();
    }
    return file(table).map(StoredFile::rows).orElse(0L);
  }

  /** The file of a table but events, if it has rows. */
  public Optional<StoredFile> file(Table table) {
    return Optional.ofNullable(tables.get(table.fileName()));
  }
}
