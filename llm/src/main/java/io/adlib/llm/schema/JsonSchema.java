package io.adlib.llm.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shape as JSON Schema (draft 2020-12), in the subset that strict servers accept: every field
 * required, no others, bounds on numbers and lists.
 */
public final class JsonSchema {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonSchema() {}

  /** For servers: lengths of texts stand in descriptions, since strict servers refuse maxLength. */
  public static String strict(Shape shape) {
    return JSON.writeValueAsString(node(shape, false));
  }

  /** For grammars: lengths of texts too, so that an answer must end. */
  public static String bounded(Shape shape) {
    return JSON.writeValueAsString(node(shape, true));
  }

  private static Map<String, Object> node(Shape shape, boolean lengths) {
    var node = new LinkedHashMap<String, Object>();
    switch (shape) {
      case Shape.Text(int least, int most) -> {
        node.put("type", "string");
        if (lengths) {
          node.put("minLength", least);
          node.put("maxLength", most);
        } else {
          node.put("description", "at most " + most + " characters");
        }
      }
      case Shape.Choice(List<String> words) -> {
        node.put("type", "string");
        node.put("enum", words);
      }
      case Shape.Whole(int least, int most) -> {
        node.put("type", "integer");
        node.put("minimum", least);
        node.put("maximum", most);
      }
      case Shape.Items(Shape of, int least, int most) -> {
        node.put("type", "array");
        node.put("items", node(of, lengths));
        node.put("minItems", least);
        node.put("maxItems", most);
      }
      case Shape.Fields(Map<String, Shape> byName) -> {
        var properties = new LinkedHashMap<String, Object>();
        byName.forEach((name, field) -> properties.put(name, node(field, lengths)));
        node.put("type", "object");
        node.put("properties", properties);
        node.put("required", List.copyOf(byName.keySet()));
        node.put("additionalProperties", false);
      }
    }
    return node;
  }
}
