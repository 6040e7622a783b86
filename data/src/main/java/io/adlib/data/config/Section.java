package io.adlib.data.config;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * One group of keys. A record of settings names each of its keys here once, with default, range and
 * what it means: reading a file, and writing the documented default file, are two implementations.
 */
public interface Section {

  /** A text of at least one character. */
  String text(String key, String standard, String meaning);

  /** One of the given words. */
  String oneOf(String key, String standard, List<String> allowed, String meaning);

  /** A whole number in [least, most]. */
  int integer(String key, int standard, int least, int most, String meaning);

  /** A number in [least, most]. */
  double number(String key, double standard, double least, double most, String meaning);

  /** True or false. */
  boolean flag(String key, boolean standard, String meaning);

  /** A length of time in [least, most], written as 250ms, 30s, 20m, 12h or 7d. */
  Duration duration(String key, Duration standard, Duration least, Duration most, String meaning);

  /** Decimal numbers above 0 by ISO 4217 currency code, as they were written. */
  SortedMap<String, String> decimals(
      String key, SortedMap<String, String> standard, String meaning);

  /** Texts of at least one character by name. */
  SortedMap<String, String> names(String key, SortedMap<String, String> standard, String meaning);

  /** A key that existed once: finding it is an error that names its successor. */
  void retired(String key, String successor);

  /** A group inside this one. */
  Section group(String key, String meaning);
}
