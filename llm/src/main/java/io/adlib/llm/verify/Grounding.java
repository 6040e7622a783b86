package io.adlib.llm.verify;

import io.adlib.llm.lexical.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether what a text says stands in its source. */
public final class Grounding {

  private static final Pattern PROPER =
      Pattern.compile("(?<=[\\p{Ll},;:] )\\p{Lu}[\\p{L}\\p{N}'-]+");
  private static final Pattern LINK =
      Pattern.compile("(?i)https?://|www\\.|\\p{L}\\.(?:com|net|org|io|de)\\b");

  private Grounding() {}

  /** Numbers of the text that the source does not have; one in words must stand there as it is. */
  public static List<String> inventedNumbers(String text, String source) {
    Set<String> inWords = new HashSet<>();
    Numbers.in(source).stream()
        .filter(stated -> stated.values().isEmpty())
        .forEach(stated -> inWords.add(stated.written().toLowerCase(Locale.ROOT)));
    return Numbers.strangers(text, Numbers.values(source), List.of()).stream()
        .filter(written -> !inWords.contains(written.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Words inside a sentence that are written like names and do not stand in the source. */
  public static List<String> inventedNames(String text, String source) {
    Set<String> known = new HashSet<>(Words.of(source));
    var invented = new ArrayList<String>();
    Matcher matcher = PROPER.matcher(text);
    while (matcher.find()) {
      if (!known.containsAll(Words.of(matcher.group()))) {
        invented.add(matcher.group());
      }
    }
    return invented;
  }

  /** Whether the text points to another place. */
  public static boolean hasLink(String text) {
    return LINK.matcher(text).find();
  }

  /** Share of the text's words that stand in the source: in [0,1]; 1 for a text without words. */
  public static double share(String text, String source) {
    Set<String> known = new HashSet<>(Words.of(source));
    List<String> words = Words.of(text);
    return words.isEmpty()
        ? 1
        : (double) words.stream().filter(known::contains).count() / words.size();
  }

  /** Whether the text repeats so many words in a row of a source that is not its own. */
  public static boolean copies(String text, String foreign, String own, int wordsInARow) {
    List<String> words = Words.of(text);
    String theirs = " " + String.join(" ", Words.of(foreign)) + " ";
    String mine = " " + String.join(" ", Words.of(own)) + " ";
    for (int i = 0; i + wordsInARow <= words.size(); i++) {
      String run = " " + String.join(" ", words.subList(i, i + wordsInARow)) + " ";
      if (theirs.contains(run) && !mine.contains(run)) {
        return true;
      }
    }
    return false;
  }
}
