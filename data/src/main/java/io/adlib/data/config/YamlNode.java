package io.adlib.data.config;

import io.adlib.core.InputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** YAML with the line that each thing stands on. */
sealed interface YamlNode {

  /** From 1. */
  int line();

  /** Keys in order of appearance, each with the line of the key. */
  record Mapping(int line, Map<String, Keyed> entries) implements YamlNode {}

  /** A value and the line of its key. */
  record Keyed(int line, YamlNode value) {}

  /** A single value as written. */
  record Scalar(int line, String text) implements YamlNode {}

  /** Nothing after the colon. */
  record Blank(int line) implements YamlNode {}

  /** A list; no key has one yet. */
  record Sequence(int line) implements YamlNode {}

  /**
   * Reads a whole file; an empty one is an empty mapping.
   *
   * @throws InputException naming file and line if it is no YAML, or a key stands twice
   */
  static Mapping parse(Path file, String text) {
    try (JsonParser parser = YAMLMapper.builder().build().createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return new Mapping(1, Map.of());
      }
      if (first == JsonToken.START_OBJECT) {
        return mapping(file, parser);
      }
      throw new InputException(
          file + ":" + line(parser) + ": here must stand keys with values",
          "write lines such as: serve: followed by indented keys");
    } catch (JacksonException e) {
      String problem = String.valueOf(e.getOriginalMessage());
      int line = problemLine(e, problem);
      throw new InputException(
          file + ":" + line + ": no valid YAML: " + summary(problem),
          "mend the line; indent with spaces, and put a space after each colon",
          e);
    }
  }

  private static Mapping mapping(Path file, JsonParser parser) {
    int line = line(parser);
    var entries = new LinkedHashMap<String, Keyed>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = Objects.requireNonNull(parser.currentName());
      int keyLine = line(parser);
      parser.nextToken();
      if (entries.put(key, new Keyed(keyLine, value(file, parser))) != null) {
        throw new InputException(
            file + ":" + keyLine + ": the key " + key + " stands twice", "remove one of the two");
      }
    }
    return new Mapping(line, entries);
  }

  private static YamlNode value(Path file, JsonParser parser) {
    int line = line(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(file, parser);
      case START_ARRAY -> {
        parser.skipChildren();
        yield new Sequence(line);
      }
      case VALUE_NULL -> new Blank(line);
      default -> new Scalar(line, parser.getString());
    };
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  /** The reader's own message knows the line of the problem, its location often does not. */
  private static int problemLine(JacksonException e, String problem) {
    Matcher matcher = Pattern.compile("line (\\d+), column").matcher(problem);
    int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    while (matcher.find()) {
      line = Integer.parseInt(matcher.group(1));
    }
    return line;
  }

  /** What it was doing and what it found, without the excerpt. */
  private static String summary(String problem) {
    return problem
        .lines()
        .filter(line -> !line.startsWith(" ") && !line.isBlank())
        .limit(2)
        .collect(Collectors.joining(", "))
        .replace("\t", " ");
  }
}
