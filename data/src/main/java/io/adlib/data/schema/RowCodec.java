package io.adlib.data.schema;

/**
 * How one of core's values becomes a row and back. Thread-safe.
 *
 * @param <T> such as {@link io.adlib.core.Ad}
 */
public interface RowCodec<T> {

  /** The value's row. */
  Row row(T value);

  /**
   * The row's value.
   *
   * @throws io.adlib.core.InputException whose message begins with the column and a colon, where
   *     one column is to blame
   */
  T value(Row row);
}
