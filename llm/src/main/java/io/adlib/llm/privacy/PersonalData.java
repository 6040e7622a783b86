package io.adlib.llm.privacy;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes direct identifiers out of a text and says what it took. It looks for forms: e-mail
 * addresses, IBANs (ISO 13616 check digits), payment cards (Luhn), IP addresses, telephone numbers,
 * street addresses; names only where the caller knows them from a field that holds names. A form it
 * does not know stays. Immutable and thread-safe.
 */
public final class PersonalData {

  private record Rule(Kind kind, Pattern pattern, Predicate<String> holds) {}

  private static final String STREET_WORDS =
      "street|avenue|boulevard|highway|drive|terrace|parkway|square";

  private static final List<Rule> RULES =
      List.of(
          rule(
              Kind.EMAIL,
              "[\\p{L}\\p{N}._%+'-]++(?:@| ?[(\\[]at[)\\]] ?)(?:[\\p{L}\\p{N}-]+\\.)+\\p{L}{2,24}",
              text -> true),
          rule(
              Kind.IBAN,
              "\\b[A-Z]{2}\\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\\b",
              CheckDigits::isIban),
          rule(Kind.CARD, "(?<![\\w.])\\d(?:[ -]?\\d){12,18}(?![\\w])", CheckDigits::isCard),
          rule(
              Kind.IP,
              "(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w]|\\.\\d)",
              PersonalData::isFourBytes),
          rule(
              Kind.IP,
              "(?<![\\w:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}(?![\\w:])",
              text -> text.chars().filter(c -> c == ':').count() >= 3),
          rule(
              Kind.PHONE,
              "(?<![\\w+])(?:\\+|00)[1-9]\\d{0,2}[ ./()-]{0,3}(?:\\d[ ./()-]{0,2}){6,12}\\d(?!\\w)",
              text -> true),
          rule(
              Kind.PHONE, "(?<![\\w.])\\(?\\d{3}\\)?[-. ]\\d{3}[-. ]\\d{4}(?![\\w])", text -> true),
          rule(
              Kind.PHONE,
              "(?<![\\w.,])\\(?0[1-9]\\d{1,4}\\)?[ /-]{1,3}\\d(?:[ /-]?\\d){4,9}(?!\\w)",
              text -> true),
          rule(Kind.PHONE, "(?<![\\w.,-])0[1-9]\\d{8,9}(?![\\w.])", text -> true),
          rule(
              Kind.ADDRESS,
              "\\b\\d{1,5}[A-Za-z]? (?:\\p{Lu}[\\p{L}.'-]*+ ){1,4}(?i:"
                  + STREET_WORDS
                  + "|st\\.|ave\\.|blvd\\.?|road|rd\\.?|lane)(?!\\p{L})",
              text -> true),
          rule(
              Kind.ADDRESS,
              "(?iu)\\b\\p{L}[\\p{L}.-]*(?:straße|strasse|str\\.|weg|gasse|allee|platz|straat|laan)"
                  + " ?\\d{1,4} ?[a-z]?\\b",
              text -> true),
          rule(
              Kind.ADDRESS,
              "(?iu)\\b(?:\\d{1,4},? )?(?:rue|calle|via|viale|avenida|rua|plaza|piazza)"
                  + " (?:[\\p{L}.'-]+ ?){1,4},? \\d{1,5}\\b",
              text -> true));

  private final List<Pattern> names;

  /** Text without what was taken, and how often each kind was. */
  public record Cleaned(String text, Map<Kind, Integer> removed) {
    public Cleaned {
      removed = Collections.unmodifiableMap(new EnumMap<>(removed));
    }
  }

  private PersonalData(List<Pattern> names) {
    this.names = names;
  }

  /** Knows no names. */
  public static PersonalData filter() {
    return new PersonalData(List.of());
  }

  /** Takes out these names too, whole words in any case; those of one letter are left. */
  public static PersonalData filterWithNames(Collection<String> names) {
    var patterns = new ArrayList<Pattern>();
    for (String name : names) {
      for (String part : normal(name).split("[\\s,]+")) {
        if (part.length() > 1) {
          patterns.add(
              Pattern.compile(
                  "(?iu)(?<![\\p{L}\\p{N}])" + Pattern.quote(part) + "(?![\\p{L}\\p{N}])"));
        }
      }
    }
    return new PersonalData(List.copyOf(patterns));
  }

  /** Cleans one text; compatibility characters, such as full-width digits, become plain ones. */
  public Cleaned clean(String text) {
    var removed = new EnumMap<Kind, Integer>(Kind.class);
    String clean = normal(text);
    for (Rule rule : RULES) {
      clean = replace(clean, rule, removed);
    }
    for (Pattern name : names) {
      clean = replace(clean, new Rule(Kind.NAME, name, found -> true), removed);
    }
    return new Cleaned(clean, removed);
  }

  private static String replace(String text, Rule rule, Map<Kind, Integer> removed) {
    Matcher matcher = rule.pattern().matcher(text);
    return matcher.replaceAll(
        found -> {
          if (!rule.holds().test(found.group())) {
            return Matcher.quoteReplacement(found.group());
          }
          removed.merge(rule.kind(), 1, Integer::sum);
          return Matcher.quoteReplacement(rule.kind().mark());
        });
  }

  private static boolean isFourBytes(String text) {
    return List.of(text.split("\\.")).stream().allMatch(part -> Integer.parseInt(part) < 256);
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static Rule rule(Kind kind, String pattern, Predicate<String> holds) {
    return new Rule(kind, Pattern.compile(pattern), holds);
  }
}
