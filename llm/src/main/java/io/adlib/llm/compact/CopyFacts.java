package io.adlib.llm.compact;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What copy has to tell of an ad: the phrases of its description's first sentence, such as {@code
 * waterproof tent}, {@code taped seams} and {@code bike touring} in "Waterproof tent with taped
 * seams, made for bike touring."; of an ad without one, its title. A model of a million weights
 * finds words in another text badly and copies them well once they stand together.
 */
final class CopyFacts {

  private static final Pattern END = Pattern.compile("(?<=[.!?])\\s|[.!?]$");
  private static final Pattern CLAUSE = Pattern.compile("[.!?]?\\s*[,;:]\\s+|[.!?]$");
  private static final Pattern JOINT = Pattern.compile(" with ");
  private static final Pattern OPENING =
      Pattern.compile("^(?:(?:and|or|made for|made of|made from|for|with)\\s+)+");
  private static final int MOST = 4;
  private static final int LONGEST = 60;

  private CopyFacts() {}

  /**
   * In the order that the ad says them, each once; as it writes them but for the first letter of
   * all.
   */
  static List<String> of(Sheet prompt) {
    String first = END.split(prompt.field("description"), 2)[0];
    boolean title = first.isBlank();
    var facts = new ArrayList<String>();
    for (String clause : CLAUSE.split((title ? prompt.field("title") : first).replace('|', ' '))) {
      for (String part : facts.isEmpty() ? JOINT.split(clause, 2) : new String[] {clause}) {
        String fact = OPENING.matcher(part.strip()).replaceFirst("");
        boolean starts = facts.isEmpty() && !title && !isBrand(fact, prompt.field("brand"));
        String told = starts ? small(fact) : fact;
        if (!told.isBlank()
            && told.length() <= LONGEST
            && facts.size() < MOST
            && !facts.contains(told)) {
          facts.add(told);
        }
      }
    }
    return List.copyOf(facts);
  }

  private static boolean isBrand(String fact, String brand) {
    return !brand.isBlank() && fact.startsWith(brand.split(" ", 2)[0]);
  }

  /** With a small first letter, if it is large for the sentence's sake only. */
  static String small(String text) {
    boolean name = text.isEmpty() || text.length() > 1 && Character.isUpperCase(text.charAt(1));
    return name ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
