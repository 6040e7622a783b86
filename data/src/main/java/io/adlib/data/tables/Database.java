package io.adlib.data.tables;

import io.adlib.core.AdlibException;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.DiskFailure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * One DuckDB connection of its own: tables in memory, and in files where they outgrow it. Never
 * looks for anything on the network. Not thread-safe.
 */
public final class Database implements AutoCloseable {

  private static final int DEFAULT_MEMORY_MIB = 1024;
  private final DuckDBConnection connection;

  private Database(DuckDBConnection connection) {
    this.connection = connection;
  }

  /** Opens one for reading. */
  public static Database inMemory() {
    Path spill = Path.of(System.getProperty("java.io.tmpdir"), "adlib-duckdb");
    return spillingTo(spill, DEFAULT_MEMORY_MIB);
  }

  /** Opens one that uses at most so many MiB of memory, and beyond that files in a folder. */
  public static Database spillingTo(Path folder, int memoryMib) {
    try {
      var connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
      var database = new Database(connection);
      database.execute("SET autoinstall_known_extensions=false");
      database.execute("SET autoload_known_extensions=false");
      database.execute("SET memory_limit='" + memoryMib + "MiB'");
      database.execute("SET enable_progress_bar=false");
      database.execute("SET jdbc_stream_results=true");
      database.execute(
          "SET threads=" + Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));
      database.execute("SET temp_directory=" + text(folder.toString()));
      return database;
    } catch (SQLException e) {
      throw failure("opening the database", e);
    } catch (LinkageError e) {
      throw new EnvironmentException(
          "DuckDB's native library does not load here: " + e.getMessage(),
          "use 64-bit Linux, macOS or Windows, with a temporary folder that allows execution",
          e);
    }
  }

  /** A text as an SQL literal. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A {@code read_parquet} of files. */
  public static String parquet(List<Path> files) {
    return files.stream()
        .map(file -> text(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  /** Runs a statement. */
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure("the database", e);
    }
  }

  /** Runs a query that answers one whole number. */
  public long count(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    } catch (SQLException e) {
      throw failure("the database", e);
    }
  }

  /** Runs a query whose answer is small, as texts; nothing is the empty text. */
  public List<List<String>> texts(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      var rows = new ArrayList<List<String>>();
      while (result.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= columns; i++) {
          row.add(Optional.ofNullable(result.getString(i)).orElse(""));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw failure("the database", e);
    }
  }

  /** Begins a query whose answer streams; the first columns are the table's. */
  RowCursor rows(Table table, String sql) {
    try {
      Statement statement = connection.createStatement();
      return new RowCursor(table, statement, statement.executeQuery(sql));
    } catch (SQLException e) {
      throw failure("reading " + table.fileName(), e);
    }
  }

  /** Begins a query whose answer streams as texts. */
  public TextCursor textCursor(String sql) {
    try {
      Statement statement = connection.createStatement();
      return new TextCursor(statement, statement.executeQuery(sql));
    } catch (SQLException e) {
      throw failure("reading", e);
    }
  }

  /** Begins to fill a table whose columns are those of a {@link Table}, with more behind it. */
  public Appender appender(String name) {
    try {
      return new Appender(connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, name));
    } catch (SQLException e) {
      throw failure("the database", e);
    }
  }

  /** Fills a table. */
  public static final class Appender implements AutoCloseable {
    private final DuckDBAppender appender;

    private Appender(DuckDBAppender appender) {
      this.appender = appender;
    }

    /** Adds a row, then the values of further columns. */
    public void add(Row row, long... further) {
      try {
        appender.beginRow();
        for (Cell cell : row.cells()) {
          append(cell);
        }
        for (long value : further) {
          appender.append(value);
        }
        appender.endRow();
      } catch (SQLException e) {
        throw failure("the database", e);
      }
    }

    private void append(Cell cell) throws SQLException {
      switch (cell) {
        case Cell.Absent _ -> appender.appendNull();
        case Cell.Text(String value) -> appender.append(value);
        case Cell.Time(Instant value) ->
            appender.appendEpochMicros(ChronoUnit.MICROS.between(Instant.EPOCH, value));
        case Cell.Amount(BigDecimal value) ->
            appender.appendDecimal(value.movePointRight(6).longValueExact());
        case Cell.Whole(int value) -> appender.append(value);
        case Cell.Real(double value) -> appender.append(value);
        case Cell.Items(List<String> values) -> appender.append(values);
        case Cell.Fields(Map<String, String> values) -> appender.append(values);
      }
    }

    @Override
    public void close() {
      try {
        appender.close();
      } catch (SQLException e) {
        throw failure("the database", e);
      }
    }
  }

  /** What DuckDB met, as one line. */
  static AdlibException failure(String doing, SQLException cause) {
    String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    if (DiskFailure.isDiskFull(cause)) {
      return new EnvironmentException(
          "the disk is full: " + doing + " failed",
          "free some space and run again; nothing was left half-written",
          cause);
    }
    if (message.contains("Out of Memory")) {
      return new EnvironmentException(
          doing + " needs more memory: " + shorten(message),
          "raise import.memory_mib in adlib.yaml",
          cause);
    }
    if (message.contains("magic bytes") || message.contains("orrupt")) {
      return new CorruptException(
          doing + " failed, a file is damaged: " + shorten(message),
          "restore data/ from a backup, or import again into a new workspace",
          cause);
    }
    return new EnvironmentException(
        doing + " failed: " + shorten(message), "see that data/ is readable and has space", cause);
  }

  private static String shorten(String message) {
    return Arrays.stream(message.split(" ")).limit(40).collect(Collectors.joining(" "));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("closing the database", e);
    }
  }
}
