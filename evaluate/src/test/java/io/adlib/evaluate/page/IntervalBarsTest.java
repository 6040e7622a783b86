package io.adlib.evaluate.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.IntervalBars.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IntervalBarsTest {

  private static final Pattern RECT =
      Pattern.compile("<rect class=\"(\\w+)\" x=\"([^\"]+)\" y=\"\\d+\" width=\"([^\"]+)\"");
  private static final Pattern WHISKER =
      Pattern.compile("<path class=\"whisker\" d=\"M(\\S+) \\d+v6m0 -3H(\\S+)m0 -3v6\"/>");
  private static final Pattern AXIS =
      Pattern.compile("<path class=\"axis\" d=\"M(\\S+) 0V\\d+\"/>");

  private static List<MatchResult> found(Pattern pattern, String svg) {
    return pattern.matcher(svg).results().toList();
  }

  private static double number(MatchResult result, int group) {
    return Double.parseDouble(result.group(group));
  }

  @Test
  void barsAndWhiskersAreOnOneScaleFromZero() {
    String svg =
        new IntervalBars("c", "%.1f", List.of(Bar.of("whole", 10, 0), Bar.of("half", 5, 2.5)))
            .svg();
    List<MatchResult> bars = found(RECT, svg);
    assertThat(number(bars.get(0), 3)).isCloseTo(2 * number(bars.get(1), 3), within(.2));
    double zero = number(found(AXIS, svg).getFirst(), 1);
    assertThat(number(bars.get(0), 2)).isEqualTo(zero);
    List<MatchResult> whiskers = found(WHISKER, svg);
    assertThat(whiskers).as("none where an interval has no width").hasSize(1);
    double unit = number(bars.get(0), 3) / 10;
    assertThat(number(whiskers.getFirst(), 1)).isCloseTo(zero + 2.5 * unit, within(.2));
    assertThat(number(whiskers.getFirst(), 2)).isCloseTo(zero + 7.5 * unit, within(.2));
    assertThat(svg).contains(">10.0</text>", ">5.0</text>");
  }

  @Test
  void aDifferenceThatMayBeNoneIsPale() {
    var sure = new Interval(-.2, -.3, -.1);
    var none = new Interval(.1, -.1, .3);
    String svg =
        new IntervalBars(
                "c", "%+.1f", List.of(Bar.difference("a", sure), Bar.difference("b", none)))
            .svg();
    assertThat(found(RECT, svg)).extracting(r -> r.group(1)).containsExactly("bar", "pale");
  }

  @Test
  void whatIsNotKnownIsADashAndNamesAreEscapedAndShortened() {
    String svg =
        new IntervalBars("a \"b\"", "%.1f", List.of(Bar.of("<i>" + "n".repeat(60), Double.NaN, 0)))
            .svg();
    assertThat(svg)
        .contains(">–</text>", "&lt;i&gt;n", "n…", "<title>&lt;i&gt;" + "n".repeat(60) + "</title>")
        .contains("aria-label=\"a &quot;b&quot;\"")
        .doesNotContain("<i>", "NaN", "<rect");
  }

  /** Wherever figures and their intervals lie, nothing is drawn outside of the picture. */
  @Property
  void everythingIsInsideThePicture(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1e3) double half) {
    var bars = new ArrayList<Bar>();
    values.forEach(value -> bars.add(Bar.of("name", value, half).dots(List.of(value + half))));
    String svg = new IntervalBars("c", "%.3f", bars).svg();
    assertThat(found(RECT, svg)).hasSameSizeAs(values);
    for (MatchResult bar : found(RECT, svg)) {
      assertThat(number(bar, 2)).isBetween(0.0, 440.0);
      assertThat(number(bar, 3)).isNotNegative();
      assertThat(number(bar, 2) + number(bar, 3)).isLessThanOrEqualTo(440.1);
    }
    for (MatchResult whisker : found(WHISKER, svg)) {
      assertThat(number(whisker, 1)).isBetween(0.0, 440.0);
      assertThat(number(whisker, 2)).isBetween(number(whisker, 1), 440.0);
    }
  }
}
