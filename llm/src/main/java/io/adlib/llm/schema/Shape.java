package io.adlib.llm.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a JSON value of an answer must look like. A small part of JSON Schema, which every strict
 * server and grammar knows. Immutable and thread-safe.
 */
public sealed interface Shape {

  /**
   * A text.
   *
   * @param least characters, not counting blanks around
   * @param most characters
   */
  record Text(int least, int most) implements Shape {}

  /** One of some words. */
  record Choice(List<String> words) implements Shape {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /** A whole number in [least, most]. */
  record Whole(int least, int most) implements Shape {}

  /** A list of {@code least} to {@code most} of one shape. */
  record Items(Shape of, int least, int most) implements Shape {}

  /** An object that has exactly these fields, in this order. */
  record Fields(Map<String, Shape> byName) implements Shape {
    public Fields {
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }
  }

  /** A text of 1 to {@code most} characters. */
  static Text text(int most) {
    return new Text(1, most);
  }

  /** A text that may be empty. */
  static Text optionalText(int most) {
    return new Text(0, most);
  }

  /** One of the constants of an enum. */
  static <E extends Enum<E>> Choice choice(Class<E> type) {
    return new Choice(List.of(type.getEnumConstants()).stream().map(Enum::name).toList());
  }

  /** A list. */
  static Items items(Shape of, int least, int most) {
    return new Items(of, least, most);
  }

  /** An object of one field. */
  static Fields fields(String name, Shape shape) {
    return new Fields(Map.of(name, shape));
  }

  /** An object of fields in the order given: name, shape, name, shape … */
  static Fields fields(String a, Shape shapeA, String b, Shape shapeB, Object... more) {
    var byName = new LinkedHashMap<String, Shape>();
    byName.put(a, shapeA);
    byName.put(b, shapeB);
    for (int i = 0; i < more.length; i += 2) {
      byName.put((String) more[i], (Shape) more[i + 1]);
    }
    return new Fields(byName);
  }
}
