package io.adlib.llm.privacy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which attributes of a user name the person, by the attribute's name. */
public final class DirectIdentifiers {

  private static final Set<String> NAMES =
      Set.of(
          "name",
          "first_name",
          "firstname",
          "last_name",
          "lastname",
          "surname",
          "given_name",
          "family_name",
          "full_name",
          "fullname",
          "nickname",
          "maiden_name",
          "username",
          "login");

  private static final Set<String> OTHERS =
      Set.of(
          "email",
          "e_mail",
          "mail",
          "phone",
          "telephone",
          "mobile_number",
          "fax",
          "address",
          "street",
          "house_number",
          "postcode",
          "zip",
          "zip_code",
          "birthday",
          "birth_date",
          "date_of_birth",
          "dob",
          "ssn",
          "social_security_number",
          "tax_id",
          "passport",
          "passport_number",
          "id_card",
          "license_plate",
          "iban",
          "account",
          "card",
          "card_number",
          "ip",
          "ip_address",
          "device_id",
          "idfa",
          "gaid",
          "cookie",
          "latitude",
          "longitude");

  private DirectIdentifiers() {}

  /** Attributes that may stand in a prompt. */
  public static Map<String, String> without(Map<String, String> attributes) {
    var kept = new TreeMap<>(attributes);
    kept.keySet().removeIf(key -> NAMES.contains(plain(key)) || OTHERS.contains(plain(key)));
    return kept;
  }

  /** Values of the attributes that hold names. */
  public static List<String> names(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .filter(entry -> NAMES.contains(plain(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static String plain(String key) {
    return key.strip()
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s.-]+", "_");
  }
}
