package io.adlib.data.tables;

import io.adlib.core.Event;
import io.adlib.data.schema.EventCodec;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The event log a user at a time, users by their ids, each one's events by time, then id. DuckDB
 * sorts the files, in memory up to a bound and beyond that in a spill folder, so what is held in
 * memory does not grow with the log, only with the longest history. Used by one thread.
 */
public final class UserHistories implements Iterator<List<Event>>, AutoCloseable {

  private final Database database;
  private final Optional<RowCursor> cursor;
  private Optional<Event> ahead;

  /**
   * @param files events as Parquet, in any order
   * @param kinds events of other kinds are passed over
   * @param spill where DuckDB keeps what outgrows its memory; what a run that died left there goes
   */
  UserHistories(List<Path> files, Set<Event.Kind> kinds, Path spill, int memoryMib) {
    AtomicFiles.deleteTree(spill);
    database = Database.spillingTo(spill, memoryMib);
    try {
      cursor =
          files.isEmpty()
              ? Optional.empty()
              : Optional.of(database.rows(Table.EVENTS, sorted(files, kinds)));
      ahead = read();
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static String sorted(List<Path> files, Set<Event.Kind> kinds) {
    String names =
        kinds.stream().map(kind -> Database.text(kind.name())).collect(Collectors.joining(", "));
    return "SELECT %s FROM %s WHERE kind IN (%s) ORDER BY \"user\", time, id"
        .formatted(Table.EVENTS.readList(), Database.parquet(files), names);
  }

  private Optional<Event> read() {
    Optional<Row> row = cursor.flatMap(RowCursor::next);
    return row.map(EventCodec.EVENTS::value);
  }

  @Override
  public boolean hasNext() {
    return ahead.isPresent();
  }

  /** The next user's events: at least one, all of the same user. */
  @Override
  public List<Event> next() {
    Event first = ahead.orElseThrow(NoSuchElementException::new);
    var history = new ArrayList<Event>();
    while (ahead.isPresent() && ahead.get().user().equals(first.user())) {
      history.add(ahead.get());
      ahead = read();
    }
    return history;
  }

  @Override
  public void close() {
    cursor.ifPresent(RowCursor::close);
    database.close();
  }
}
