package io.adlib.market.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The small rules of English that the grammar needs. */
final class Wording {

  private static final Set<String> SMALL =
      Set.of("and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

  private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}]+");

  private Wording() {}

  static String pick(List<String> words, RandomGenerator random) {
    return words.get(random.nextInt(words.size()));
  }

  /** First letter upper-case. */
  static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** As a heading: every word but the small ones begins upper-case. */
  static String heading(String text) {
    var heading = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!heading.isEmpty()) {
        heading.append(' ');
      }
      boolean small = !heading.isEmpty() && SMALL.contains(word);
      String[] parts = word.split("-", -1);
      for (int i = 0; i < parts.length; i++) {
        heading.append(i == 0 ? "" : "-");
        boolean keep = parts[i].isEmpty() || small || (i > 0 && SMALL.contains(parts[i]));
        heading.append(keep ? parts[i] : sentence(parts[i]));
      }
    }
    return heading.toString();
  }

  /** The plural of what is sold, by its last word. */
  static String plural(String noun) {
    if (noun.endsWith("knife")) {
      return noun.substring(0, noun.length() - 2) + "ves";
    }
    if (noun.matches(".*(ss|sh|ch|x)")) {
      return noun + "es";
    }
    if (noun.endsWith("s")) {
      return noun;
    }
    if (noun.endsWith("y") && !noun.matches(".*[aeiou]y")) {
      return noun.substring(0, noun.length() - 1) + "ies";
    }
    return noun + "s";
  }

  /** Whether a word of four letters or more comes twice. */
  static boolean repeats(String text) {
    var seen = new HashSet<String>();
    for (String word : NOT_LETTERS.split(text.toLowerCase(Locale.ROOT), -1)) {
      if (word.length() > 3 && !seen.add(word)) {
        return true;
      }
    }
    return false;
  }
}
