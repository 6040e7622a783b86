package io.adlib.llm.privacy;

import java.math.BigInteger;

/** Check digits that tell an account or card from any other row of digits. */
final class CheckDigits {

  private CheckDigits() {}

  /** Luhn (ISO/IEC 7812-1), 13 to 19 digits, not all alike. */
  static boolean isCard(String text) {
    String digits = text.replaceAll("\\D", "");
    if (digits.length() < 13 || digits.chars().distinct().count() < 2) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(digits.length() - 1 - i), 10);
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  /** ISO 13616: the country moved to the end, letters as 10 to 35, leaves 1 modulo 97. */
  static boolean isIban(String text) {
    String plain = text.replaceAll("[ -]", "");
    if (plain.length() < 15 || plain.length() > 34) {
      return false;
    }
    var digits = new StringBuilder();
    String turned = plain.substring(4) + plain.substring(0, 4);
    turned.chars().forEach(c -> digits.append(Character.getNumericValue(c)));
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
  }
}
