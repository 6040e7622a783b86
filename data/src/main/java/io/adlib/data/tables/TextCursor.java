package io.adlib.data.tables;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a query as texts, one at a time; nothing is an empty {@link Optional}. Not thread-safe.
 */
public final class TextCursor implements AutoCloseable {

  private final Statement statement;
  private final ResultSet result;

  TextCursor(Statement statement, ResultSet result) {
    this.statement = statement;
    this.result = result;
  }

  /** The next row, or an empty list at the end. */
  public List<Optional<String>> next() {
    try {
      var row = new ArrayList<Optional<String>>();
      if (result.next()) {
        int columns = result.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
          row.add(Optional.ofNullable(result.getString(i)));
        }
      }
      return row;
    } catch (SQLException e) {
      throw Database.failure("reading", e);
    }
  }

  @Override
  public void close() {
    try {
      result.close();
      statement.close();
    } catch (SQLException e) {
      throw Database.failure("reading", e);
    }
  }
}
