package io.adlib.data.schema;

/**
 * A column of a table.
 *
 * @param name as it stands in files
 * @param type what it holds
 * @param required whether every row must have it
 * @param meaning for people
 * @param example as it would stand in CSV
 */
public record Column(
    String name, ColumnType type, boolean required, String meaning, String example) {

  static Column required(String name, ColumnType type, String meaning, String example) {
    return new Column(name, type, true, meaning, example);
  }

  static Column optional(String name, ColumnType type, String meaning, String example) {
    return new Column(name, type, false, meaning, example);
  }
}
