package io.adlib.serve.http;

import io.adlib.core.InputException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path of literal segments, {@code {name}} segments, and maybe a last {@code *}. */
record PathPattern(List<String> segments) {

  static PathPattern of(String pattern) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("the pattern '" + pattern + "' must start with /");
    }
    return new PathPattern(split(pattern));
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** Undoes %-escapes; a plus sign stays one, as everywhere in a path. */
  private static String decode(String raw) {
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "the path has a broken percent escape", "send a percent sign and two digits", e);
    }
  }

  /** The parameters, decoded, if the path, as it was sent, fits. */
  Optional<Map<String, String>> match(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    List<String> parts = split(path);
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.equals("*")) {
        parameters.put(
            "*", decode(String.join("/", parts.subList(Math.min(i, parts.size()), parts.size()))));
        return Optional.of(parameters);
      }
      if (i >= parts.size()) {
        return Optional.empty();
      }
      if (segment.startsWith("{") && segment.endsWith("}")) {
        if (parts.get(i).isEmpty()) {
          return Optional.empty();
        }
        parameters.put(segment.substring(1, segment.length() - 1), decode(parts.get(i)));
      } else if (!segment.equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return parts.size() == segments.size() ? Optional.of(parameters) : Optional.empty();
  }
}
