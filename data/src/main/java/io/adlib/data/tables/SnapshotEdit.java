package io.adlib.data.tables;

import io.adlib.core.ContentHash;
import io.adlib.core.ExchangeRates;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.FolderLock;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A change of the market's data that happens whole or not at all. New rows are staged in DuckDB, on
 * disk where they outgrow memory, checked there, and written as new Parquet files; the last step
 * points to them. Closing without {@link #commit} changes nothing; a process that dies leaves a
 * staging folder that the next edit removes. One at a time; not thread-safe.
 */
public final class SnapshotEdit implements AutoCloseable {

  private final Snapshots snapshots;
  private final FolderLock lock;
  private final Path staging;
  private final Database database;
  private final Snapshot before;
  private final Map<String, Snapshot.StoredFile> tables;
  private final TreeMap<LocalDate, Snapshot.Day> days = new TreeMap<>();
  private final List<Snapshot.Imported> imports;
  private final Map<Path, Path> moves = new HashMap<>();
  private Optional<ExchangeRates> rates;

  private SnapshotEdit(Workspace workspace, FolderLock lock, int memoryMib) {
    this.snapshots = new Snapshots(workspace);
    this.lock = lock;
    this.staging = snapshots.data().resolve(".staging");
    this.before = snapshots.current();
    this.tables = new TreeMap<>(before.tables());
    before.days().forEach(day -> days.put(day.day(), day));
    this.imports = new ArrayList<>(before.imports());
    this.rates = before.rates();
    try {
      AtomicFiles.deleteTree(staging);
      Files.createDirectories(staging);
    } catch (IOException e) {
      throw DiskFailure.of("making", staging, e);
    }
    this.database = Database.spillingTo(staging.resolve("spill"), memoryMib);
  }

  /**
   * Begins an edit, with empty staging tables {@code new_TABLE}: the table's columns, then {@code
   * ordinal}, {@code file} and {@code line}, whole numbers.
   *
   * @throws io.adlib.core.EnvironmentException if another edit is under way
   */
  public static SnapshotEdit begin(Workspace workspace, int memoryMib) {
    FolderLock lock = workspace.lock(Workspace.Area.DATA);
    try {
      var edit = new SnapshotEdit(workspace, lock, memoryMib);
      for (Table table : Table.values()) {
        edit.database.execute(
            "CREATE TABLE "
                + stage(table)
                + " ("
                + table.definition()
                + ", ordinal BIGINT, file BIGINT, line BIGINT)");
      }
      return edit;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The name of a table's staging table. */
  public static String stage(Table table) {
    return "new_" + table.fileName();
  }

  /** The connection that holds the staging tables. */
  public Database database() {
    return database;
  }

  /** The snapshot that this edit changes. */
  public Snapshot before() {
    return before;
  }

  /** A {@code read_parquet} of a table's rows before this edit; empty if it has none. */
  public Optional<String> existing(Table table) {
    List<Path> files =
        table == Table.EVENTS
            ? days.values().stream().map(day -> snapshots.verified(day.file())).toList()
            : before.file(table).map(snapshots::verified).stream().toList();
    return files.isEmpty() ? Optional.empty() : Optional.of(Database.parquet(files));
  }

  /** Notes that a file was imported. */
  public void imported(Snapshot.Imported file) {
    imports.add(file);
  }

  /** Replaces the saved exchange rates. */
  public void rates(ExchangeRates value) {
    rates = Optional.of(value);
  }

  /** Forgets all rows there were, of every table. */
  public void clear() {
    tables.clear();
    days.clear();
    imports.clear();
  }

  /** Writes a table but events: its old rows that have no new one of the same id, then the new. */
  public void merge(Table table) {
    String stage = stage(table);
    if (database.count("SELECT count(*) FROM " + stage) == 0) {
      return;
    }
    String columns = table.columnList();
    String old =
        tables.containsKey(table.fileName())
            ? "SELECT "
                + columns
                + ", row_number() OVER () - 4611686018427387904 AS ordinal FROM "
                + table.rows(
                    Database.parquet(List.of(snapshots.verified(tables.get(table.fileName())))))
                + " WHERE id NOT IN (SELECT id FROM "
                + stage
                + ") UNION ALL "
            : "";
    String query =
        "SELECT "
            + columns
            + " FROM ("
            + old
            + "SELECT "
            + columns
            + ", ordinal FROM "
            + stage
            + ") ORDER BY ordinal";
    tables.put(table.fileName(), write(query, table.fileName()));
  }

  /**
   * Adds the staged events to their days. Those whose id is in the log already, or was staged
   * before, are left out.
   *
   * @return how many were added
   */
  public long mergeEvents() {
    String stage = stage(Table.EVENTS);
    existing(Table.EVENTS)
        .ifPresent(
            old ->
                database.execute(
                    "DELETE FROM " + stage + " WHERE id IN (SELECT id FROM " + old + ")"));
    String columns = Table.EVENTS.columnList();
    database.execute(
        "CREATE OR REPLACE TABLE sorted_events AS SELECT "
            + columns
            + " FROM "
            + stage
            + " QUALIFY row_number() OVER (PARTITION BY id ORDER BY ordinal) = 1 ORDER BY time, id");
    for (List<String> row :
        database.texts("SELECT DISTINCT CAST(time AS DATE) FROM sorted_events ORDER BY 1")) {
      LocalDate day = LocalDate.parse(row.getFirst());
      String query =
          "SELECT "
              + columns
              + " FROM sorted_events WHERE time >= TIMESTAMP '"
              + day
              + "' AND time < TIMESTAMP '"
              + day.plusDays(1)
              + "'";
      Snapshot.Day old = days.get(day);
      if (old != null) {
        String files = Database.parquet(List.of(snapshots.verified(old.file())));
        query += " UNION ALL SELECT " + columns + " FROM " + files;
      }
      query = "SELECT " + columns + " FROM (" + query + ") ORDER BY time, id";
      days.put(day, new Snapshot.Day(day, write(query, "events/day=" + day)));
    }
    long added = database.count("SELECT count(*) FROM sorted_events");
    database.execute("DROP TABLE sorted_events");
    return added;
  }

  /**
   * Takes a user's row and events out.
   *
   * @return how many rows went, of both
   */
  public long forget(String user) {
    String name = Database.text(user);
    long gone = 0;
    Snapshot.StoredFile users = tables.get(Table.USERS.fileName());
    if (users != null) {
      String rows = " FROM " + Database.parquet(List.of(snapshots.verified(users))) + " WHERE id ";
      long mine = database.count("SELECT count(*)" + rows + "= " + name);
      if (mine == users.rows()) {
        tables.remove(Table.USERS.fileName());
      } else if (mine > 0) {
        String query = "SELECT " + Table.USERS.columnList() + rows + "<> " + name;
        tables.put(Table.USERS.fileName(), write(query, Table.USERS.fileName()));
      }
      gone += mine;
    }
    for (Snapshot.Day day : List.copyOf(days.values())) {
      String rows =
          " FROM " + Database.parquet(List.of(snapshots.verified(day.file()))) + " WHERE \"user\" ";
      long mine = database.count("SELECT count(*)" + rows + "= " + name);
      if (mine == day.file().rows()) {
        days.remove(day.day());
      } else if (mine > 0) {
        String query =
            "SELECT " + Table.EVENTS.columnList() + rows + "<> " + name + " ORDER BY time, id";
        days.put(day.day(), new Snapshot.Day(day.day(), write(query, "events/day=" + day.day())));
      }
      gone += mine;
    }
    return gone;
  }

  /** Commits, and deletes all that no other snapshot than the new one names. */
  public void commitAndForgetBefore(Instant now) {
    commit(now);
    snapshots.forgetBefore(0);
  }

  /** Writes a query's rows as a file of the staging folder, to be moved under data/ at the end. */
  private Snapshot.StoredFile write(String query, String folder) {
    Path staged = staging.resolve(moves.size() + ".parquet");
    database.execute(
        "COPY (" + query + ") TO " + Database.text(staged.toString()) + " (FORMAT parquet)");
    long rows = database.count("SELECT count(*) FROM " + Database.parquet(List.of(staged)));
    String hash = ContentHash.ofFile(staged);
    String path = folder + "/" + (before.number() + 1) + "-" + hash.substring(0, 12) + ".parquet";
    moves.put(staged, snapshots.data().resolve(path));
    try {
      return new Snapshot.StoredFile(path, rows, Files.size(staged), hash);
    } catch (IOException e) {
      throw DiskFailure.of("reading", staged, e);
    }
  }

  /** Puts the new files in place and points to them; the last write is the one that counts. */
  public Snapshot commit(Instant now) {
    var after =
        new Snapshot(
            Snapshot.FORMAT,
            before.number() + 1,
            now,
            tables,
            List.copyOf(days.values()),
            rates,
            imports);
    moves.forEach(SnapshotEdit::move);
    try {
      AtomicFiles.sync(snapshots.data());
    } catch (IOException e) {
      throw DiskFailure.of("writing", snapshots.data(), e);
    }
    snapshots.publish(after);
    snapshots.forgetOld();
    return after;
  }

  private static void move(Path from, Path to) {
    try {
      AtomicFiles.sync(from);
      Path folder = to.resolveSibling(".").normalize();
      Files.createDirectories(folder);
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      AtomicFiles.sync(folder);
    } catch (IOException e) {
      throw DiskFailure.of("writing", to, e);
    }
  }

  /** Ends the edit; what was not committed is gone. */
  @Override
  public void close() {
    try {
      database.close();
      AtomicFiles.deleteTree(staging);
    } finally {
      lock.close();
    }
  }
}
