package io.adlib.kernel.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value. Immutable and thread-safe. */
public sealed interface Json {

  /** A string. */
  record Text(String value) implements Json {}

  /** A number, as it was written. */
  record Digits(String value) implements Json {
    /** A finite number's digits. */
    public static Digits of(double value) {
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
      return new Digits(whole ? Long.toString((long) value) : Double.toString(value));
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Json {}

  /** null. */
  record Nothing() implements Json {}

  /** A list. */
  record Items(List<Json> values) implements Json {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object; names are kept in their order, and of a name given twice the last counts. */
  record Fields(Map<String, Json> byName) implements Json {
    public Fields {
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** A field that is there and not null. */
    public Optional<Json> field(String name) {
      return Optional.ofNullable(byName.get(name)).filter(value -> !(value instanceof Nothing));
    }

    /** The field if it is a string. */
    public Optional<String> text(String name) {
      return field(name)
          .flatMap(f -> f instanceof Text(String s) ? Optional.of(s) : Optional.empty());
    }

    /** The field if it is true or false. */
    public Optional<Boolean> flag(String name) {
      return field(name)
          .flatMap(f -> f instanceof Flag(boolean b) ? Optional.of(b) : Optional.empty());
    }

    /** The field if it is a number. */
    public Optional<Double> number(String name) {
      return field(name)
          .flatMap(
              f ->
                  f instanceof Digits(String d)
                      ? Optional.of(Double.valueOf(d))
                      : Optional.empty());
    }

    /** The field if it is an object. */
    public Optional<Fields> fields(String name) {
      return field(name).flatMap(f -> f instanceof Fields o ? Optional.of(o) : Optional.empty());
    }

    /** The values of the field if it is a list, else none. */
    public List<Json> items(String name) {
      return field(name)
          .map(f -> f instanceof Items(List<Json> v) ? v : List.<Json>of())
          .orElse(List.of());
    }
  }
}
