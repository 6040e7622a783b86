package io.adlib.llm.verify;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every number that a text states, in digits of any script or in words, with each value it may
 * stand for: {@code 1.234} is read both ways that the world writes it.
 */
public final class Numbers {

  private static final Pattern DIGITS =
      Pattern.compile(
          "(?iu)(\\p{Nd}+(?:[.,'’\\u00a0\\u202f]\\p{Nd}+)*)"
              + "(?:\\s?(k|m|bn|thousand|million|billion|hundred|dozen)(?!\\p{L}))?");
  private static final Pattern IN_WORDS =
      Pattern.compile(
          "(?iu)(?<!\\p{L})(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|"
              + "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|"
              + "millions?|billions?|dozens?|twice|thrice|double[sd]?|triple[sd]?|quadrupled?|"
              + "half|halved|[\\w-]*fold)(?!\\p{L})|[\\p{No}\\p{Nl}]");

  /**
   * A number as it stands in the text.
   *
   * @param written as it stands
   * @param values what it may mean; none if it is a word
   */
  public record Stated(String written, Set<BigDecimal> values) {}

  private Numbers() {}

  /** All numbers, in digits first, then in words. */
  public static List<Stated> in(String text) {
    var found = new ArrayList<Stated>();
    Matcher digits = DIGITS.matcher(text);
    while (digits.find()) {
      Set<BigDecimal> values = new TreeSet<>();
      String unit = digits.group(2) == null ? "" : digits.group(2).toLowerCase(Locale.ROOT);
      readings(plainDigits(digits.group(1)))
          .forEach(value -> values.add(value.multiply(factor(unit)).stripTrailingZeros()));
      found.add(new Stated(digits.group().strip(), values));
    }
    Matcher words = IN_WORDS.matcher(DIGITS.matcher(text).replaceAll(" "));
    while (words.find()) {
      found.add(new Stated(words.group(), Set.of()));
    }
    return found;
  }

  /**
   * The numbers of a text that are none of the allowed ones.
   *
   * @param names texts whose digits are no figures, such as a campaign's id
   */
  public static List<String> strangers(
      String text, Collection<BigDecimal> allowed, Collection<String> names) {
    String rest = text;
    for (String name :
        names.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      if (!name.isBlank()) {
        rest =
            Pattern.compile("(?iu)(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])")
                .matcher(rest)
                .replaceAll(" ");
      }
    }
    Set<BigDecimal> known = new TreeSet<>();
    allowed.forEach(value -> known.add(value.abs().stripTrailingZeros()));
    return in(rest).stream()
        .filter(stated -> stated.values().stream().noneMatch(known::contains))
        .map(Stated::written)
        .toList();
  }

  /** The values of all numbers in digits. */
  public static Set<BigDecimal> values(String text) {
    Set<BigDecimal> values = new TreeSet<>();
    in(text).forEach(stated -> values.addAll(stated.values()));
    return values;
  }

  private static List<BigDecimal> readings(String written) {
    String plain = written.replaceAll("['’\\u00a0\\u202f]", "");
    var readings = new ArrayList<BigDecimal>();
    if (plain.matches("\\d+") || plain.matches("\\d+\\.\\d+")) {
      readings.add(new BigDecimal(plain));
    }
    if (plain.matches("\\d+,\\d+")) {
      readings.add(new BigDecimal(plain.replace(',', '.')));
    }
    if (plain.matches("\\d{1,3}(,\\d{3})+(\\.\\d+)?")) {
      readings.add(new BigDecimal(plain.replace(",", "")));
    }
    if (plain.matches("\\d{1,3}(\\.\\d{3})+(,\\d+)?")) {
      readings.add(new BigDecimal(plain.replace(".", "").replace(',', '.')));
    }
    return readings;
  }

  private static String plainDigits(String text) {
    var plain = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int digit = Character.digit(c, 10);
              plain.appendCodePoint(digit < 0 ? c : '0' + digit);
            });
    return plain.toString();
  }

  private static BigDecimal factor(String unit) {
    return switch (unit) {
      case "k", "thousand" -> BigDecimal.valueOf(1000);
      case "m", "million" -> BigDecimal.valueOf(1_000_000);
      case "bn", "billion" -> BigDecimal.valueOf(1_000_000_000);
      case "hundred" -> BigDecimal.valueOf(100);
      case "dozen" -> BigDecimal.valueOf(12);
      default -> BigDecimal.ONE;
    };
  }
}
