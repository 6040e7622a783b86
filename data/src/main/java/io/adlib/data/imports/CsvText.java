package io.adlib.data.imports;

/** Fields of CSV as they are written (RFC 4180). */
final class CsvText {

  private CsvText() {}

  /** The field, in quotes where it needs them. */
  static String field(String text) {
    boolean plain =
        text.chars().noneMatch(c -> c == '"' || c == ',' || c == ';' || c <= ' ' || c == '\uFEFF');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
