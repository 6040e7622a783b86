package io.adlib.learn.training;

import io.adlib.core.InputException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In what the settings of a checkpoint differ from those asked for, for people. Both are texts:
 * records as Java prints them, {@code Name[field=value, …]}, and words with a number after them,
 * {@code examples 12}.
 */
public final class OtherSettings {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:(?<field>\\w+)=)?(?<open>\\w*)\\[|(?<close>\\])|(?<name>\\w+)=(?<value>[^,\\[\\]]*)"
              + "|\\b(?<word>seed|examples|episodes|weights) (?<number>-?\\d+)");

  private OtherSettings() {}

  /**
   * The refusal to go on from a checkpoint.
   *
   * @param folder or file of the checkpoint
   * @param made the settings it was made with
   * @param wanted those asked for, which differ
   */
  public static InputException refusal(Path folder, String made, String wanted) {
    return new InputException(
        folder + " holds a training with other settings: " + differences(made, wanted),
        "give the same settings again or another folder, or remove this one to train from the start");
  }

  /** What differs, such as {@code rate 0.002 instead of 0.001, another seed}. */
  static String differences(String made, String wanted) {
    Map<String, String> before = read(made);
    Map<String, String> now = read(wanted);
    Set<String> names = new LinkedHashSet<>(now.keySet());
    names.addAll(before.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String old = before.getOrDefault(name, "none");
      String other = now.getOrDefault(name, "none");
      if (!old.equals(other)) {
        differences.add(
            name.equals("seed") // derived from the one that people give
                ? "another seed"
                : (spoken(name) + " " + old + " instead of " + other).strip());
      }
    }
    return differences.isEmpty() ? made + " instead of " + wanted : String.join(", ", differences);
  }

  /** Values by name; what is no setting of a record stands under the name of the record's field. */
  private static Map<String, String> read(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    Deque<String> inside = new ArrayDeque<>(List.of(""));
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    while (token.find()) {
      rest(values, inside.getFirst(), text.substring(at, token.start()));
      at = token.end();
      if (token.group("close") != null) {
        if (inside.size() > 1) {
          inside.removeFirst();
        }
      } else if (token.group("open") != null) {
        String field = token.group("field");
        inside.addFirst(field == null ? inside.getFirst() : inside.getFirst() + field + " ");
      } else if (token.group("name") != null) {
        add(values, inside.getFirst() + token.group("name"), token.group("value"));
      } else {
        add(values, token.group("word"), token.group("number"));
      }
    }
    rest(values, inside.getFirst(), text.substring(at));
    return values;
  }

  private static void rest(Map<String, String> values, String name, String text) {
    String said = text.replaceAll("^[\\s,]+|[\\s,]+$", "");
    if (!said.isEmpty()) {
      add(values, name.strip(), said);
    }
  }

  private static void add(Map<String, String> values, String name, String value) {
    values.merge(name, value, (first, second) -> first + " " + second);
  }

  /** {@code adamw weightDecay} as people write it. */
  private static String spoken(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
