package io.adlib.sid.health;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The health report as JSON text, keys as the records' components. */
public final class HealthJson {

  private HealthJson() {}

  /** One JSON object, indented. */
  public static String text(Health h) {
    return String.format(
        Locale.ROOT,
        """
        {
          "items": %d,
          "codesPerLevel": %d,
          "collisionRate": %s,
          "pathsPerItem": %s,
          "largestBucket": %d,
          "pairsByChance": %s,
          "levels": [
        %s
          ],
          "shared": [
        %s
          ]
        }
        """,
        h.items(),
        h.codesPerLevel(),
        number(h.collisionRate()),
        number(h.pathsPerItem()),
        h.largestBucket(),
        h.pairsByChance().map(HealthJson::number).orElse("null"),
        lines(h.levels().stream().map(HealthJson::level).toList()),
        lines(h.shared().stream().map(HealthJson::shared).toList()));
  }

  private static String lines(List<String> objects) {
    return objects.stream().map(o -> "    " + o).collect(Collectors.joining(",\n"));
  }

  private static String level(LevelHealth l) {
    return String.format(
        Locale.ROOT,
        "{\"level\": %d, \"paths\": %d, \"used\": %d, \"utilisation\": %s, \"perplexity\": %s,"
            + " \"similarity\": %s, \"error\": %s, \"purity\": %s, \"usage\": %s}",
        l.level(),
        l.paths(),
        l.used(),
        number(l.utilisation()),
        number(l.perplexity()),
        number(l.similarity()),
        number(l.error()),
        l.purity()
            .map(
                p ->
                    "{\"majority\": %s, \"pairs\": %s}"
                        .formatted(number(p.majority()), number(p.pairs())))
            .orElse("null"),
        l.usage());
  }

  private static String shared(Health.SharedPath s) {
    return String.format(
        Locale.ROOT,
        "{\"path\": %s, \"items\": %d, \"titles\": [%s]}",
        quoted(s.path()),
        s.items(),
        s.titles().stream().map(HealthJson::quoted).collect(Collectors.joining(", ")));
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.6f", x);
  }

  static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
