package io.adlib.llm.lexical;

import io.adlib.sid.relevance.Lexicon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of a text, for matching: lower case, a plural s taken off, the commonest left out. */
public final class Words {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Set<String> STOP =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "in", "is", "it",
          "its", "of", "on", "or", "that", "the", "this", "to", "was", "with", "you", "your");

  private Words() {}

  /** In order, with repetition. */
  public static List<String> of(String text) {
    var words = new ArrayList<String>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      if (!STOP.contains(matcher.group())) {
        words.add(Lexicon.singular(matcher.group()));
      }
    }
    return words;
  }
}
