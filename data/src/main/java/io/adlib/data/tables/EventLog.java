package io.adlib.data.tables;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.data.schema.EventCodec;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All events of a workspace, as Parquet, a file a day of UTC. An event is kept once, by its id.
 * Each call sees the log as it is then. Thread-safe; appends wait for nobody and fail if another
 * writer is at work.
 */
public final class EventLog {

  private final Workspace workspace;
  private final Snapshots snapshots;
  private final InstantSource clock;

  /** The log of a workspace; appends are dated by the clock. */
  public EventLog(Workspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.snapshots = new Snapshots(workspace);
    this.clock = clock;
  }

  /** How many events there are. */
  public long count() {
    return snapshots.current().rows(Table.EVENTS);
  }

  /** How many events of a kind there are. */
  public long count(Event.Kind kind) {
    List<Path> files = files();
    if (files.isEmpty()) {
      return 0;
    }
    try (Database database = Database.inMemory()) {
      return database.count(
          "SELECT count(*) FROM %s WHERE kind = %s"
              .formatted(Database.parquet(files), Database.text(kind.name())));
    }
  }

  /** The days' files, each as it was written. */
  private List<Path> files() {
    return snapshots.current().days().stream().map(day -> snapshots.verified(day.file())).toList();
  }

  /** The days that have events, ascending. */
  public List<LocalDate> days() {
    return snapshots.current().days().stream().map(Snapshot.Day::day).toList();
  }

  /** All events by time, then id. Must be closed. */
  public Stream<Event> stream() {
    return stream(Instant.MIN, Instant.MAX);
  }

  /**
   * Events by time, then id, read a day at a time. Must be closed, by the thread that reads it.
   *
   * @param from first moment
   * @param to first moment after
   */
  public Stream<Event> stream(Instant from, Instant to) {
    List<Snapshot.Day> days =
        snapshots.current().days().stream()
            .filter(day -> startOf(day.day().plusDays(1)).isAfter(from))
            .filter(day -> startOf(day.day()).isBefore(to))
            .toList();
    var reading = new DayIterator(snapshots, days, from, to);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                reading, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
            false)
        .onClose(reading::close);
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /**
   * The log a user at a time, within the memory that imports may use. Must be closed.
   *
   * @param kinds events of other kinds are passed over
   * @param spill a folder of this reading's own for what outgrows memory; it is emptied first
   */
  public UserHistories byUser(Set<Event.Kind> kinds, Path spill) {
    return new UserHistories(files(), kinds, spill, workspace.readConfig().imports().memory());
  }

  /** Adds events; those whose id is known already are left out. Returns how many were added. */
  public long append(List<Event> events) {
    return append(events.stream(), Progress.SILENT);
  }

  /** The same from a stream, which is read once and not kept in memory. */
  public long append(Stream<Event> events, Progress progress) {
    try (var edit = SnapshotEdit.begin(workspace, workspace.readConfig().imports().memory())) {
      stage(edit, events, progress);
      long added = edit.mergeEvents();
      if (added > 0) {
        edit.commit(clock.instant());
      }
      return added;
    }
  }

  static void stage(SnapshotEdit edit, Stream<Event> events, Progress progress) {
    try (var appender = edit.database().appender(SnapshotEdit.stage(Table.EVENTS));
        var task = progress.start("write events", -1)) {
      Iterator<Event> iterator = events.iterator();
      for (long i = 0; iterator.hasNext(); i++) {
        appender.add(EventCodec.EVENTS.row(iterator.next()), i, 0, 0);
        task.advance(1);
      }
    }
  }

  /** Opens one day's file after the other. */
  private static final class DayIterator implements Iterator<Event>, AutoCloseable {
    private final Snapshots snapshots;
    private final Iterator<Snapshot.Day> days;
    private final String condition;
    private final Database database = Database.inMemory();
    private Optional<RowCursor> cursor = Optional.empty();
    private Optional<Event> next = Optional.empty();

    DayIterator(Snapshots snapshots, List<Snapshot.Day> days, Instant from, Instant to) {
      this.snapshots = snapshots;
      this.days = days.iterator();
      this.condition =
          (from.equals(Instant.MIN) ? "true" : "epoch_us(time) >= " + micros(from))
              + (to.equals(Instant.MAX) ? "" : " AND epoch_us(time) < " + micros(to));
    }

    private static long micros(Instant time) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public boolean hasNext() {
      while (next.isEmpty()) {
        if (cursor.isPresent()) {
          Optional<Row> row = cursor.get().next();
          if (row.isPresent()) {
            next = row.map(EventCodec.EVENTS::value);
            return true;
          }
          cursor.get().close();
          cursor = Optional.empty();
        }
        if (!days.hasNext()) {
          return false;
        }
        cursor = Optional.of(open(snapshots.verified(days.next().file())));
      }
      return true;
    }

    /** The file is in order, and DuckDB keeps it. */
    private RowCursor open(Path file) {
      return database.rows(
          Table.EVENTS,
          "SELECT "
              + Table.EVENTS.readList()
              + " FROM "
              + Database.parquet(List.of(file))
              + " WHERE "
              + condition);
    }

    @Override
    public Event next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Event event = next.orElseThrow();
      next = Optional.empty();
      return event;
    }

    @Override
    public void close() {
      cursor.ifPresent(RowCursor::close);
      cursor = Optional.empty();
      database.close();
    }
  }
}
