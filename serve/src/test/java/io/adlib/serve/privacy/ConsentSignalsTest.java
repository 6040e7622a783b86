package io.adlib.serve.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConsentSignalsTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /** The GPP specification's example of a TCF section; it grants no purpose. */
  private static final String REFUSED = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

  /** Fields of some bits each, written one after the other. */
  static String bits(int... valuesAndWidths) {
    var bits = new StringBuilder();
    for (int i = 0; i < valuesAndWidths.length; i += 2) {
      for (int bit = valuesAndWidths[i + 1] - 1; bit >= 0; bit--) {
        bits.append(valuesAndWidths[i] >> bit & 1);
      }
    }
    return text(bits);
  }

  private static String text(StringBuilder bits) {
    while (bits.length() % 6 != 0) {
      bits.append('0');
    }
    var text = new StringBuilder();
    for (int i = 0; i < bits.length(); i += 6) {
      text.append(ALPHABET.charAt(Integer.parseInt(bits.substring(i, i + 6), 2)));
    }
    return text.toString();
  }

  /** A whole TCF core with these purposes (bit 23 for purpose 1) and vendor 5. */
  static String tcf(int purposes) {
    return bits(
        2, 6, 0, 30, 0, 30, 0, 24, 0, 30, 0, 12, 0, 18, 0, 2, purposes, 24, 0, 24, 0, 1, 0, 12, //
        5, 16, 0, 1, 1, 5, 0, 16, 0, 1, 0, 12);
  }

  private static final int ALL_BUT_2 = 0b1011 << 20;

  private static boolean gdpr(String tcf) {
    return new ConsentSignals(
            Optional.of(true), Optional.of(tcf), Optional.empty(), Optional.empty(), List.of())
        .allowPersonalData();
  }

  private static boolean gpp(String gpp, Integer... sections) {
    return new ConsentSignals(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(gpp),
            List.of(sections))
        .allowPersonalData();
  }

  /** US National, version 1: the three opt-outs, a child's, and Global Privacy Control. */
  private static String national(int sale, int sharing, int targeted, int child, int gpc) {
    return bits(1, 6, 0, 12, sale, 2, sharing, 2, targeted, 2, 0, 24, child, 2, 0, 2, 0, 8)
        + "."
        + bits(1, 2, gpc, 1);
  }

  private static final String ONLY_7 = "DBABL";

  @Test
  void aTcfStringGrantsByItsPurposes() {
    assertThat(gdpr(tcf(ALL_BUT_2))).isTrue();
    assertThat(gdpr(tcf(0b0011 << 20))).as("no storage").isFalse();
    assertThat(gdpr(tcf(0b1010 << 20))).as("no use of a profile").isFalse();
    assertThat(gdpr(REFUSED)).isFalse();
  }

  @Test
  void whatCannotBeReadAllowsNothing() {
    String good = tcf(ALL_BUT_2);
    for (String bad :
        new String[] {
          "",
          "C",
          "BOOlLqOOOlLqOABABAENABAAAAAAAAAAAA",
          good.substring(0, good.length() - 4),
          "D" + good.substring(1),
          good.replace('A', '*')
        }) {
      assertThat(gdpr(bad)).as(bad).isFalse();
    }
    var unsaid =
        new ConsentSignals(
            Optional.empty(), Optional.of("junk"), Optional.empty(), Optional.empty(), List.of());
    assertThat(unsaid.allowPersonalData()).as("a string that is there counts").isFalse();
    for (String bad : new String[] {"", "D", "DBABMA", "DBAB~", "junk~junk", "DBABMA~a~b", "~~~"}) {
      assertThat(gpp(bad, 2)).as(bad).isFalse();
    }
    for (String bad : new String[] {"1Y", "2YNN", "1YXN", "1YNNN"}) {
      assertThat(UsString.privacy(bad)).as(bad).isEmpty();
    }
  }

  /** The header examples of the specification: sections 2; 2 and 6; and the range 5 to 6. */
  @Test
  void theSpecificationsHeadersAreRead() {
    assertThat(GppString.read("DBABMA~" + REFUSED).orElseThrow().sections()).containsOnlyKeys(2);
    assertThat(GppString.read("DBACNYA~" + REFUSED + "~1YNN").orElseThrow().sections())
        .containsOnlyKeys(2, 6)
        .containsEntry(6, "1YNN");
    assertThat(
            GppString.read("DBABjw~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAA~1YNN")
                .orElseThrow()
                .sections())
        .containsOnlyKeys(5, 6);
  }

  @Test
  void theSectionsThatApplyDecide() {
    String both = "DBACNYA~" + REFUSED + "~1YNN";
    assertThat(gpp(both, 6)).isTrue();
    assertThat(gpp(both, 2)).isFalse();
    assertThat(gpp(both, 2, 6)).isFalse();
    assertThat(gpp(both)).as("all, where none is named").isFalse();
    assertThat(gpp(both.replace("1YNN", "1YYN"), 6)).isFalse();
    assertThat(gpp(both, -1)).as("none applies").isTrue();
    assertThat(gpp(both, 7)).as("a section that applies and is not there").isFalse();
    assertThat(gpp("DBABjw~x~1YNN", 5)).as("a section that is not read").isFalse();
    assertThat(gpp("DBABMA~" + tcf(ALL_BUT_2), 2)).isTrue();
    var lost =
        new ConsentSignals(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(7));
    assertThat(lost.allowPersonalData()).isFalse();
  }

  @Test
  void anOptOutInTheUsIsHonoured() {
    assertThat(GppString.read(ONLY_7 + "A~x").orElseThrow().sections()).containsOnlyKeys(7);
    assertThat(gpp(ONLY_7 + "A~" + national(2, 2, 2, 0, 0), 7)).isTrue();
    assertThat(gpp(ONLY_7 + "A~" + national(1, 2, 2, 0, 0), 7)).isFalse();
    assertThat(gpp(ONLY_7 + "A~" + national(2, 1, 2, 0, 0), 7)).isFalse();
    assertThat(gpp(ONLY_7 + "A~" + national(2, 2, 1, 0, 0), 7)).isFalse();
    assertThat(gpp(ONLY_7 + "A~" + national(2, 2, 2, 1, 0), 7)).as("a child").isFalse();
    assertThat(gpp(ONLY_7 + "A~" + national(2, 2, 2, 0, 1), 7)).as("GPC").isFalse();
    assertThat(gpp(ONLY_7 + "A~" + national(2, 2, 2, 0, 0).substring(0, 6), 7)).isFalse();
  }

  @Property(tries = 300)
  void aNumberIsReadAsItWasWritten(@ForAll @IntRange(min = 1, max = 5000) int number) {
    int[] worth = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181};
    int highest = worth.length - 1;
    while (worth[highest] > number) {
      highest--;
    }
    var code = new char[highest + 1];
    int left = number;
    for (int i = highest; i >= 0; i--) {
      code[i] = worth[i] <= left ? '1' : '0';
      left -= worth[i] <= left ? worth[i] : 0;
    }
    var bits = new StringBuilder(new String(code)).append('1');
    assertThat(Bits.of(text(bits)).orElseThrow().fibonacci()).isEqualTo(number);
  }

  @Property(tries = 500)
  void anyTextIsAnsweredWithoutAFailure(@ForAll String text) {
    gdpr(text);
    gpp(text, 2, 7);
    gpp("DBACNYA~" + text + "~" + text);
    gpp(ONLY_7 + "A~" + text, 7);
  }
}
