package io.adlib.serve.openrtb;

import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.TreeMap;

/** Country codes: OpenRTB has three letters (ISO 3166-1 alpha-3), the catalogue two. */
final class Countries {

  private static final Map<String, String> TWO_OF_THREE = new TreeMap<>();

  static {
    for (String two : Locale.getISOCountries()) {
      try {
        TWO_OF_THREE.put(Locale.of("", two).getISO3Country(), two);
      } catch (MissingResourceException _) {
        // a country of two letters only
      }
    }
  }

  private Countries() {}

  /** The two letters, or nothing if the code is unknown; two letters stay. */
  static String alpha2(String code) {
    String upper = code.toUpperCase(Locale.ROOT);
    return upper.length() == 2 ? upper : TWO_OF_THREE.getOrDefault(upper, "");
  }
}
