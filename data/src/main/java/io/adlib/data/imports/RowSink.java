package io.adlib.data.imports;

import java.util.List;
import java.util.Optional;

/** Takes the rows of one file. */
interface RowSink {

  /**
   * A row whose form is right.
   *
   * @param line from 1, or for Parquet the row's number from 1
   * @param cells one a column of the table, in its order
   */
  void row(long line, List<Optional<RawCell>> cells);

  /** A row that cannot be read. */
  void bad(long line, String field, String reason, String value);
}
