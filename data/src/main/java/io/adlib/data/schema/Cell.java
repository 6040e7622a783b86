package io.adlib.data.schema;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One value of a row. */
public sealed interface Cell {

  /** Nothing. */
  record Absent() implements Cell {}

  /** {@link ColumnType#TEXT}. */
  record Text(String value) implements Cell {}

  /** {@link ColumnType#TIME}. */
  record Time(Instant value) implements Cell {}

  /** {@link ColumnType#AMOUNT}. */
  record Amount(BigDecimal value) implements Cell {}

  /** {@link ColumnType#WHOLE}. */
  record Whole(int value) implements Cell {}

  /** {@link ColumnType#REAL}. */
  record Real(double value) implements Cell {}

  /** {@link ColumnType#ITEMS}. */
  record Items(List<String> values) implements Cell {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** {@link ColumnType#FIELDS}. */
  record Fields(Map<String, String> values) implements Cell {
    public Fields {
      SortedMap<String, String> sorted = new TreeMap<>(values);
      values = Collections.unmodifiableSortedMap(sorted);
    }
  }

  /** Nothing. */
  Cell ABSENT = new Absent();

  /** A text; an empty one is nothing. */
  static Cell text(String value) {
    return value.isEmpty() ? ABSENT : new Text(value);
  }

  /** A list; an empty one is nothing. */
  static Cell items(Iterable<String> values) {
    var list = new java.util.ArrayList<String>();
    values.forEach(list::add);
    return list.isEmpty() ? ABSENT : new Items(list);
  }
}
