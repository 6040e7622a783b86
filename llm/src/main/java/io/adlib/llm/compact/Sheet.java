package io.adlib.llm.compact;

import io.adlib.llm.model.Prompt;
import io.adlib.llm.prompt.Fences;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a prompt tells: its fenced blocks, and in one of them the fields of an ad or content.
 *
 * @param blocks by label
 * @param fields {@code title}, {@code brand}, {@code category}, {@code description} and the like
 */
public record Sheet(Map<String, String> blocks, Map<String, String> fields) {

  private static final List<String> ITEMS = List.of("AD", "ITEM", "CATALOGUE");
  private static final List<String> NAMES =
      List.of("title", "brand", "category", "description", "kind", "tags", "text");
  private static final int TITLE = 120;
  private static final int TEXT = 280;

  static Sheet of(Prompt prompt) {
    Map<String, String> blocks = Fences.contents(prompt.user());
    var fields = new LinkedHashMap<String, String>();
    for (String label : ITEMS) {
      for (String line : blocks.getOrDefault(label, "").split("\n")) {
        int colon = line.indexOf(':');
        if (colon > 0 && NAMES.contains(line.substring(0, colon))) {
          fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return new Sheet(blocks, fields);
  }

  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Title, category and text, a line each, cut to what matters. */
  String item() {
    String topic = field("category").isEmpty() ? field("tags") : field("category");
    String text = field("description").isEmpty() ? field("text") : field("description");
    return String.join("\n", cut(field("title"), TITLE), cut(topic, TITLE), cut(text, TEXT));
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  /** The stripped parts of a text. */
  static List<String> parts(String text, String separator) {
    return Arrays.stream(text.split(separator))
        .map(String::strip)
        .filter(p -> !p.isEmpty())
        .toList();
  }

  /** The stripped, non-empty lines of an answer. */
  static List<String> lines(String text) {
    return parts(text, "\n");
  }

  /** A rationale of at least one step. */
  static List<String> rationale(Stream<String> steps) {
    List<String> given = steps.map(step -> cut(step, 300)).limit(8).toList();
    return given.isEmpty() ? List.of("as far as a small model can tell from the words") : given;
  }
}
