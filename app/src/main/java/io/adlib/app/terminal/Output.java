package io.adlib.app.terminal;

import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Results on standard output: JSON for programs, lines for people. */
public final class Output {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Output() {}

  /** One JSON value. */
  public static void json(Object value) {
    System.out.println(JSON.writeValueAsString(value));
  }

  /** One JSON object, and in it where its page is. */
  public static void json(Object value, Path page) {
    ObjectNode object = JSON.valueToTree(value);
    json(object.put("page", page.toString()));
  }

  /** A value as JSON text, indented. */
  public static String jsonText(Object value) {
    return JSON.writeValueAsString(value);
  }

  /** One line. */
  public static void line(String format, Object... values) {
    System.out.println(
        values.length == 0 ? format : String.format(java.util.Locale.ROOT, format, values));
  }

  /** Either the JSON of the facts, or a line for each. */
  public static void facts(boolean json, Map<String, ?> facts) {
    if (json) {
      json(facts);
    } else {
      facts.forEach((name, value) -> line("%-16s %s", name, value));
    }
  }
}
