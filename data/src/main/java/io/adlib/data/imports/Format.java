package io.adlib.data.imports;

import io.adlib.core.InputException;
import java.nio.file.Path;
import java.util.Locale;

/** How a file's rows are written; any but Parquet may be compressed with gzip. */
public enum Format {
  /** Comma-separated, RFC 4180; also with semicolons or tabs, as the header shows. */
  CSV("csv"),
  /** One JSON object a line. */
  JSON_LINES("jsonl"),
  /** Apache Parquet. */
  PARQUET("parquet");

  private final String extension;

  Format(String extension) {
    this.extension = extension;
  }

  /** The ending of written files. */
  public String extension() {
    return extension;
  }

  /**
   * The format that a file's name tells.
   *
   * @throws InputException if it tells none
   */
  public static Format of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".csv") || plain.endsWith(".tsv")) {
      return CSV;
    }
    if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json")) {
      return JSON_LINES;
    }
    if (plain.endsWith(".parquet") && plain.equals(name)) {
      return PARQUET;
    }
    throw new InputException(
        file + " is of no known format",
        "name it .csv, .tsv, .jsonl (each also with .gz) or .parquet");
  }
}
