package io.adlib.data.schema;

/** What a column holds, and how it stands in each format. */
public enum ColumnType {
  /** Any text but NUL. */
  TEXT("VARCHAR", "text"),
  /** A moment, to the microsecond: ISO 8601; without an offset it is UTC. */
  TIME("TIMESTAMP", "ISO 8601 time, UTC where no offset is given"),
  /** An amount of money in units, at most six decimals. */
  AMOUNT("DECIMAL(18,6)", "decimal number, at most six decimals"),
  /** A whole number of 32 bits. */
  WHOLE("INTEGER", "whole number"),
  /** A finite number. */
  REAL("DOUBLE", "number"),
  /** Texts in order; in CSV joined by {@code |}, with a backslash before a | or \ in a text. */
  ITEMS("VARCHAR[]", "list: in CSV joined by a vertical bar, in JSON an array"),
  /** Texts by name; in CSV a JSON object. */
  FIELDS("MAP(VARCHAR, VARCHAR)", "JSON object of texts");

  private final String sql;
  private final String description;

  ColumnType(String sql, String description) {
    this.sql = sql;
    this.description = description;
  }

  /** DuckDB's type, which is also the stored Parquet's. */
  public String sql() {
    return sql;
  }

  /** For people. */
  public String description() {
    return description;
  }
}
