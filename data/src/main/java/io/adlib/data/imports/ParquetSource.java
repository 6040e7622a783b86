package io.adlib.data.imports;

import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.ColumnType;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.Database;
import io.adlib.data.tables.TextCursor;
import io.adlib.data.workspace.DiskFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of a Parquet file, through DuckDB; a row's line is its number in the file. */
final class ParquetSource {

  private final Table table;
  private final Path file;
  private final boolean ignoreExtra;

  ParquetSource(Table table, Path file, boolean ignoreExtra) {
    this.table = table;
    this.file = file;
    this.ignoreExtra = ignoreExtra;
  }

  void readInto(RowSink sink) {
    try (var database = Database.inMemory()) {
      String rows = "read_parquet(" + Database.text(file.toString()) + ", file_row_number=true)";
      List<List<String>> columns = describe(database);
      int[] places =
          Header.places(file, table, columns.stream().map(List::getFirst).toList(), ignoreExtra);
      var select = new ArrayList<String>();
      select.add("file_row_number + 1");
      var structured = new ArrayList<Boolean>();
      for (int i = 0; i < places.length; i++) {
        String type = places[i] < 0 ? "" : columns.get(places[i]).get(1);
        select.add(places[i] < 0 ? "NULL" : expression(table.columns().get(i), type));
        structured.add(type.endsWith("[]") || type.startsWith("MAP") || type.startsWith("STRUCT"));
      }
      String query = "SELECT " + String.join(", ", select) + " FROM " + rows;
      try (TextCursor cursor = database.textCursor(query)) {
        for (var row = cursor.next(); !row.isEmpty(); row = cursor.next()) {
          var cells = new ArrayList<Optional<RawCell>>();
          for (int i = 1; i < row.size(); i++) {
            boolean json = structured.get(i - 1);
            cells.add(row.get(i).map(text -> new RawCell(text, json)));
          }
          sink.row(Long.parseLong(row.getFirst().orElseThrow()), cells);
        }
      }
    }
  }

  private List<List<String>> describe(Database database) {
    try {
      return database.texts(
          "DESCRIBE SELECT * FROM read_parquet(" + Database.text(file.toString()) + ")");
    } catch (AdlibException e) {
      if (e instanceof EnvironmentException && DiskFailure.isDiskFull(e)) {
        throw e;
      }
      throw new InputException(
          file + " is not a readable Parquet file", "write or copy it again", e);
    }
  }

  /** A column as text: times as ISO 8601 in UTC, lists and maps as JSON. */
  private static String expression(Column column, String type) {
    String name = '"' + column.name().replace("\"", "\"\"") + '"';
    if (type.startsWith("TIMESTAMP")) {
      return "strftime(make_timestamp(epoch_us(" + name + ")), '%Y-%m-%dT%H:%M:%S.%fZ')";
    }
    if (type.endsWith("[]") || type.startsWith("MAP") || type.startsWith("STRUCT")) {
      return "CAST(to_json(" + name + ") AS VARCHAR)";
    }
    boolean floating = type.equals("DOUBLE") || type.equals("FLOAT");
    if (floating && column.type() == ColumnType.AMOUNT) {
      return "coalesce(CAST(try_cast(round("
          + name
          + ", 6) AS DECIMAL(18,6)) AS VARCHAR), CAST("
          + name
          + " AS VARCHAR))";
    }
    return "CAST(" + name + " AS VARCHAR)";
  }
}
