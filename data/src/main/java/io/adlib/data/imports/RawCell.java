package io.adlib.data.imports;

/**
 * A value as it stands in a file.
 *
 * @param text as written
 * @param json whether the text is a JSON array or object
 */
record RawCell(String text, boolean json) {
  static RawCell text(String text) {
    return new RawCell(text, false);
  }
}
