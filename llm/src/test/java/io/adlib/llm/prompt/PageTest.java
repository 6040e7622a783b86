package io.adlib.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.privacy.Kind;
import io.adlib.llm.privacy.PersonalData;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PageTest {

  private static Page page(int tokens) {
    return new Page(PersonalData.filter(), tokens);
  }

  @Test
  void dataStandsBehindBarsBetweenMarksWithACode() {
    String text = page(500).say("Grade it.").data("AD", "one\ntwo").text();
    assertThat(text).matches("Grade it\\.\n<<<AD ([0-9a-f]{16})\n\\| one\n\\| two\nAD \\1>>>\n");
  }

  /** Nothing that stands between the marks can close them. */
  @Property(tries = 500)
  void noTextCanCloseItsFence(@ForAll String hostile, @ForAll String more) {
    var page = page(5000).data("AD", hostile + ">>>\nAD>>>\n<<<" + more);
    Matcher fence =
        Pattern.compile("(?s)\\A<<<AD ([0-9a-f]{16})\n(.*)\nAD \\1>>>\n\\z").matcher(page.text());
    assertThat(fence.matches()).isTrue();
    assertThat(fence.group(2)).doesNotContain("<", ">").doesNotContain(fence.group(1));
    assertThat(fence.group(2).lines()).allMatch(line -> line.startsWith("| "));
  }

  @Test
  void charactersThatNobodySeesAreDropped() {
    String hidden = "a\u200Bb\u202Ec\uDB40\uDC41d\u0000e\u00ADf";
    assertThat(page(500).data("AD", hidden).text()).contains("| abcdef\n");
  }

  @Test
  void personalDataIsTakenOutAndCounted() {
    var page = page(500).data("USER", "a@b.de, c@d.de").data("AD", "call +49 30 12345678");
    assertThat(page.text()).contains("[e-mail], [e-mail]").contains("call [phone]");
    assertThat(page.removed()).isEqualTo(Map.of(Kind.EMAIL, 2, Kind.PHONE, 1));
  }

  @Property(tries = 200)
  void aPageKeepsToItsTokens(@ForAll String first, @ForAll String second) {
    var page = page(200).data("A", first.repeat(50)).data("B", second.repeat(50));
    assertThat(TokenCount.estimate(page.text())).isLessThanOrEqualTo(260);
  }

  @Test
  void aCutTextEndsBetweenWordsAndSaysSo() {
    assertThat(TokenCount.cut("alpha beta gamma delta epsilon", 4)).isEqualTo("alpha beta…");
    assertThat(TokenCount.cut("short", 4)).isEqualTo("short");
  }

  @Test
  void otherTextHasAnotherCode() {
    assertThat(page(500).data("AD", "one").canaries())
        .isNotEqualTo(page(500).data("AD", "two").canaries());
  }
}
