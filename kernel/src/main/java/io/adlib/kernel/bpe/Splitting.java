package io.adlib.kernel.bpe;

import io.adlib.core.InputException;
import java.text.Normalizer;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a text is cut into pieces that no token crosses: each pattern in turn cuts the pieces left by
 * the one before; what it matches and what lies between is a piece each. Thread-safe.
 *
 * @param patterns regular expressions, as tokenizer.json gives them
 * @param composed whether the text is put into Unicode's composed form (NFC) first
 */
public record Splitting(List<Pattern> patterns, boolean composed) {

  /** Qwen's: contractions, words with the blank before, single digits, signs, line breaks. */
  public static final String QWEN =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /** GPT-2's, which files name by {@code "use_regex": true}. */
  static final String GPT2 =
      "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  public Splitting {
    patterns = List.copyOf(patterns);
  }

  /**
   * Of patterns as texts.
   *
   * @throws InputException if one is no regular expression that Java knows
   */
  public static Splitting of(List<String> patterns, boolean composed) {
    return new Splitting(patterns.stream().map(Splitting::compile).toList(), composed);
  }

  private static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "the tokenizer's pattern cannot be read: " + e.getDescription(),
          "use a tokenizer.json of the Qwen, Llama or GPT-2 kind",
          e);
    }
  }

  /** Passes on the pieces of a text in order; together they are the (composed) text. */
  void split(String text, Consumer<String> piece) {
    split(composed ? Normalizer.normalize(text, Normalizer.Form.NFC) : text, 0, piece);
  }

  private void split(String text, int pattern, Consumer<String> piece) {
    if (text.isEmpty()) {
      return;
    }
    if (pattern == patterns.size()) {
      piece.accept(text);
      return;
    }
    Matcher matcher = patterns.get(pattern).matcher(text);
    int end = 0;
    while (matcher.find()) {
      split(text.substring(end, matcher.start()), pattern + 1, piece);
      split(matcher.group(), pattern + 1, piece);
      end = matcher.end();
    }
    split(text.substring(end), pattern + 1, piece);
  }
}
