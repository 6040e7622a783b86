package io.adlib.llm.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {

  private static PersonalData.Cleaned clean(String text) {
    return PersonalData.filter().clean(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMAIL | write to maria.schmidt+ads@mail.example.org now | write to [e-mail] now",
        "EMAIL | maria(at)example.com | [e-mail]",
        "EMAIL | ｍａｒｉａ＠example.com | [e-mail]",
        "IBAN | DE89 3704 0044 0532 0130 00 please | [iban] please",
        "IBAN | GB82WEST12345698765432 | [iban]",
        "CARD | card 4111 1111 1111 1111 | card [card]",
        "CARD | 5500-0000-0000-0004 | [card]",
        "CARD | 378282246310005 | [card]",
        "IP | from 192.168.17.42 today | from [ip] today",
        "IP | 2001:0db8:85a3:0000:0000:8a2e:0370:7334 | [ip]",
        "PHONE | call +49 30 123456-78 | call [phone]",
        "PHONE | (415) 555-2671 | [phone]",
        "PHONE | 0049 170 1234567 | [phone]",
        "PHONE | 030 / 12345678 | [phone]",
        "PHONE | 01701234567 | [phone]",
        "ADDRESS | lives at 221B Baker Street | lives at [address]",
        "ADDRESS | Hauptstraße 12a, Berlin | [address], Berlin",
        "ADDRESS | Lindenweg 7 | [address]",
        "ADDRESS | rue de Rivoli 99 | [address]"
      })
  void eachKindIsTakenOutAndNamed(Kind kind, String text, String cleaned) {
    assertThat(clean(text).text()).isEqualTo(cleaned);
    assertThat(clean(text).removed()).isEqualTo(Map.of(kind, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Chef's knife 20 cm, 49.90 EUR",
        "EAN 4006381333930",
        "4111 1111 1111 1112",
        "version 1.2.3",
        "256.300.1.1",
        "size 42-44, 100 % cotton",
        "model XR-2000, 1,234,567 sold",
        "2026-11-25T10:15:30Z",
        "12 pieces on the street",
        "Bluetooth 5.3 @ 2.4 GHz",
        "10:30 to 18:45",
        "sweet 16 party"
      })
  void catalogueTextStays(String text) {
    assertThat(clean(text).text()).isEqualTo(text);
    assertThat(clean(text).removed()).isEmpty();
  }

  @Test
  void namesAreTakenOutOnlyWhereTheFieldIsKnownToHoldOne() {
    var filter = PersonalData.filterWithNames(List.of("Maria Schmidt"));
    assertThat(filter.clean("gift for MARIA, schmidt tools, Marianne").text())
        .isEqualTo("gift for [name], [name] tools, Marianne");
    assertThat(clean("gift for Maria").text()).isEqualTo("gift for Maria");
  }

  @Test
  void attributesThatIdentifyAreLeftOutAndTheirNamesKnown() {
    var attributes =
        Map.of(
            "country",
            "DE",
            "firstName",
            "Maria",
            "e-mail",
            "m@x.de",
            "Date of Birth",
            "1990",
            "age",
            "30-39");
    assertThat(DirectIdentifiers.without(attributes)).containsOnlyKeys("age", "country");
    assertThat(DirectIdentifiers.names(attributes)).containsExactly("Maria");
  }

  /** Every number with a right Luhn digit is found, whatever stands around it. */
  @Property(tries = 200)
  void aCardIsFoundAnywhere(@ForAll @IntRange(max = 999_999_999) int middle) {
    String body = "40000" + String.format("%010d", middle);
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = body.charAt(body.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? 2 * digit : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    String card = body + (10 - sum % 10) % 10;
    assertThat(clean("pay (" + card + "), thanks").text()).isEqualTo("pay ([card]), thanks");
  }

  @Property(tries = 300)
  void cleaningTwiceChangesNothingMore(@ForAll String text) {
    String once = clean(text).text();
    assertThat(clean(once).text()).isEqualTo(once);
  }

  @Test
  void aLongHostileTextIsCleanedInLinearTime() {
    String text = "a.b-c_1 +49 (0) 1 ".repeat(20_000) + "@".repeat(1000);
    assertThat(clean(text).text()).isNotEmpty();
  }
}
