package io.adlib.llm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the one JSON object of a model's answer. What can be mended without guessing is mended and
 * named: a code fence or chatter around the object, a trailing comma, single quotes, a raw line
 * break in a text, a number in quotes. What would need a guess is refused: a cut-off object, two
 * objects, a field given twice.
 */
public sealed interface AnswerText {

  /** Longest answer that is looked at, in characters. */
  int LONGEST = 1 << 20;

  /** The object, and what was mended. */
  record Parsed(ObjectNode object, List<String> repairs) implements AnswerText {}

  /** Why there is no such object. */
  record Unreadable(String reason) implements AnswerText {}

  /** Reads a text. */
  static AnswerText read(String text, Shape.Fields shape) {
    if (text.length() > LONGEST) {
      return new Unreadable("the answer has more than " + LONGEST + " characters");
    }
    var repairs = new ArrayList<String>();
    String body = stripThinking(text, repairs);
    int from = body.indexOf('{');
    if (from < 0) {
      return new Unreadable("the answer has no JSON object");
    }
    ObjectNode object;
    String rest;
    try (JsonParser parser = Lenient.JSON.createParser(body.substring(from))) {
      object = Lenient.JSON.readValue(parser, ObjectNode.class);
      rest = body.substring(from + (int) parser.currentLocation().getCharOffset());
    } catch (JacksonException e) {
      return new Unreadable("the JSON object is malformed or cut off: " + firstLine(e));
    }
    if (rest.contains("{")) {
      return new Unreadable("the answer has more than one JSON object");
    }
    if (!isStrict(body.substring(from, body.length() - rest.length()))) {
      repairs.add("loose JSON read");
    }
    if (!body.substring(0, from).isBlank() || !rest.isBlank()) {
      repairs.add("text around the object dropped");
    }
    coerce(shape, object, repairs);
    return new Parsed(object, List.copyOf(repairs));
  }

  /** Reasoning models may think aloud inside {@code <think>…</think>} first. */
  private static String stripThinking(String text, List<String> repairs) {
    Matcher thinking = Pattern.compile("(?s)^\\s*<think>.*?</think>").matcher(text);
    if (thinking.find()) {
      repairs.add("thinking dropped");
      return text.substring(thinking.end());
    }
    return text;
  }

  private static boolean isStrict(String json) {
    try (JsonParser parser = Lenient.STRICT.createParser(json)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        token = parser.nextToken();
      }
      return true;
    } catch (JacksonException _) {
      return false;
    }
  }

  /** A number in quotes where a number is wanted. */
  private static void coerce(Shape shape, JsonNode value, List<String> repairs) {
    if (shape instanceof Shape.Fields fields && value instanceof ObjectNode object) {
      fields
          .byName()
          .forEach(
              (name, inner) -> {
                JsonNode field = object.path(name);
                if (inner instanceof Shape.Whole && isQuotedNumber(field)) {
                  object.put(name, Integer.parseInt(field.asString().strip()));
                  repairs.add("a number in quotes");
                } else {
                  coerce(inner, field, repairs);
                }
              });
    } else if (shape instanceof Shape.Items items && value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (items.of() instanceof Shape.Whole && isQuotedNumber(list.path(i))) {
          list.set(i, list.numberNode(Integer.parseInt(list.path(i).asString().strip())));
          repairs.add("a number in quotes");
        } else {
          coerce(items.of(), list.path(i), repairs);
        }
      }
    }
  }

  private static boolean isQuotedNumber(JsonNode value) {
    return value.isString() && value.asString().strip().matches("-?\\d{1,9}");
  }

  private static String firstLine(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    // what stands in quotes is the model's own text and does not go back to it
    return line.replaceAll("['\"].*['\"]", "…");
  }

  /** Readers. */
  final class Lenient {
    static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(
                JsonReadFeature.ALLOW_TRAILING_COMMA,
                JsonReadFeature.ALLOW_SINGLE_QUOTES,
                JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    static final JsonMapper STRICT = JsonMapper.builder().build();

    private Lenient() {}
  }
}
