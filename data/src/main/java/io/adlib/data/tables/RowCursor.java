package io.adlib.data.tables;

import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of a query on {@link Table#readList}, one at a time. Not thread-safe. */
final class RowCursor implements AutoCloseable {

  private final Table table;
  private final Statement statement;
  private final ResultSet result;

  RowCursor(Table table, Statement statement, ResultSet result) {
    this.table = table;
    this.statement = statement;
    this.result = result;
  }

  /** The next row, or empty at the end. */
  Optional<Row> next() {
    try {
      if (!result.next()) {
        return Optional.empty();
      }
      var cells = new ArrayList<Cell>(table.columns().size());
      int i = 0;
      for (Column column : table.columns()) {
        cells.add(cell(column, ++i));
      }
      return Optional.of(new Row(table, cells));
    } catch (SQLException e) {
      throw Database.failure("reading " + table.fileName(), e);
    }
  }

  private Cell cell(Column column, int i) throws SQLException {
    return switch (column.type()) {
      case TEXT -> of(result.getString(i)).<Cell>map(Cell.Text::new).orElse(Cell.ABSENT);
      case TIME -> {
        long micros = result.getLong(i);
        yield result.wasNull()
            ? Cell.ABSENT
            : new Cell.Time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
      }
      case AMOUNT -> of(result.getBigDecimal(i)).<Cell>map(Cell.Amount::new).orElse(Cell.ABSENT);
      case WHOLE -> {
        int value = result.getInt(i);
        yield result.wasNull() ? Cell.ABSENT : new Cell.Whole(value);
      }
      case REAL -> {
        double value = result.getDouble(i);
        yield result.wasNull() ? Cell.ABSENT : new Cell.Real(value);
      }
      case ITEMS -> {
        Optional<Array> array = of(result.getArray(i));
        yield array.isPresent() ? new Cell.Items(items(array.get())) : Cell.ABSENT;
      }
      case FIELDS -> of(result.getObject(i)).map(RowCursor::fields).orElse(Cell.ABSENT);
    };
  }

  private static List<String> items(Array array) throws SQLException {
    var items = new ArrayList<String>();
    for (Object item : (Object[]) array.getArray()) {
      items.add(String.valueOf(item));
    }
    return items;
  }

  private static Cell fields(Object map) {
    var fields = new TreeMap<String, String>();
    ((Map<?, ?>) map).forEach((name, value) -> fields.put("" + name, "" + value));
    return new Cell.Fields(fields);
  }

  private static <T> Optional<T> of(@Nullable T value) {
    return Optional.ofNullable(value);
  }

  @Override
  public void close() {
    try {
      result.close();
      statement.close();
    } catch (SQLException e) {
      throw Database.failure("reading " + table.fileName(), e);
    }
  }
}
