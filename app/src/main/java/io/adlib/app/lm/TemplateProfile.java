package io.adlib.app.lm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A profile by rule: the topics that stand in brackets behind what the history's lines name, by how
 * much was done about each. What was bought counts four, put into a cart or clicked two, read one.
 */
final class TemplateProfile {

  private static final Pattern LINE =
      Pattern.compile("^(\\d+)\\. [^:]*: (bought|put|clicked|read) .*\\(([^()]+)\\)$");

  private static final int MOST = 3;
  private static final int LINES = 8;
  private static final List<String> STRENGTHS = List.of("HIGH", "MEDIUM", "LOW");

  private TemplateProfile() {}

  /** The topic's weight and the lines that speak for it. */
  private static final class Evidence {
    private int weight;
    private final List<Integer> lines = new ArrayList<>();

    int weight() {
      return weight;
    }
  }

  /** The answer's fields; no interest where the history names no topic. */
  static Map<String, Object> write(String history) {
    Map<String, Evidence> topics = new LinkedHashMap<>();
    for (String line : history.lines().toList()) {
      Matcher match = LINE.matcher(line.strip());
      if (match.matches()) {
        String[] path = match.group(3).split(" [>›] |, ");
        Evidence own = topics.computeIfAbsent(path[path.length - 1], _ -> new Evidence());
        own.weight += weight(match.group(2));
        if (own.lines.size() < LINES) {
          own.lines.add(Integer.valueOf(match.group(1)));
        }
      }
    }
    var interests = new ArrayList<Map<String, Object>>();
    topics.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.comparingInt(Evidence::weight).reversed()))
        .limit(MOST)
        .forEach(
            topic ->
                interests.add(
                    Map.of(
                        "topic", topic.getKey(),
                        "strength", STRENGTHS.get(interests.size()),
                        "evidence", topic.getValue().lines)));
    String named = String.join(", ", topics.keySet().stream().limit(MOST).toList());
    return Map.of("summary", "Interested in " + named + ".", "interests", interests);
  }

  private static int weight(String verb) {
    return switch (verb) {
      case "bought" -> 4;
      case "read" -> 1;
      default -> 2;
    };
  }
}
