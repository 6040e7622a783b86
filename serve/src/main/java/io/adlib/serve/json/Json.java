package io.adlib.serve.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.adlib.core.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON to records and back: unknown fields are ignored, absent values are left out, fields stand in
 * the record's order. Thread-safe.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .changeDefaultPropertyInclusion(
              value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .build();

  private Json() {}

  /** The value as UTF-8 JSON. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** The value as JSON text. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads one value.
   *
   * @param what names the text in the error, such as {@code the body}
   * @throws InputException in one line, with line and column, if the text is not such a value
   */
  public static <T> T read(byte[] json, Class<T> type, String what) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new InputException(what + " is JSON null", "send an object");
      }
      return value;
    } catch (JacksonException e) {
      throw unreadable(e, what);
    }
  }

  /** The same from a tree that was read before. */
  public static <T> T convert(JsonNode tree, Class<T> type, String what) {
    try {
      T value = MAPPER.treeToValue(tree, type);
      if (value == null) {
        throw new InputException(what + " is JSON null", "send an object");
      }
      return value;
    } catch (JacksonException e) {
      throw unreadable(e, what);
    }
  }

  private static InputException unreadable(JacksonException e, String what) {
    String reason = e.getOriginalMessage();
    String line = (reason == null ? "unreadable" : reason).lines().findFirst().orElse("unreadable");
    String field = e instanceof MismatchedInputException m ? field(m) : "";
    var location = e.getLocation();
    String where =
        location == null || location.getLineNr() < 0
            ? ""
            : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    return new InputException(
        (e instanceof StreamReadException ? what + " is not valid JSON" : what + " does not fit")
            + where
            + field
            + ": "
            + line,
        "correct the JSON",
        e);
  }

  private static String field(MismatchedInputException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getPropertyName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      } else {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? "" : ", field '" + path + "'";
  }
}
