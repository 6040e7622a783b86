package io.adlib.learn.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.page.ReportPage;
import io.adlib.evaluate.sequential.Top;
import io.adlib.learn.alignment.AlignmentWeights;
import io.adlib.learn.reproduce.AlignmentReport.Collaborative;
import io.adlib.learn.reproduce.AlignmentReport.Difference;
import io.adlib.learn.reproduce.AlignmentReport.Information;
import io.adlib.learn.reproduce.AlignmentReport.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlignmentPageTest {

  private static final Top TOP = new Top(.01, .02, .03, .04);

  @Test
  void theVerdictSaysWhichRecipeWinsWhichLosesAndByHowMuch() {
    String verdict =
        AlignmentPage.verdict(
            List.of(
                new Difference("contrastive", new Interval(.004, .001, .007), List.of(.003, .005)),
                new Difference("full", new Interval(-.004, -.007, -.001), List.of(-.004)),
                new Difference("other", new Interval(.001, -.001, .003), List.of(.001))));
    assertThat(verdict)
        .contains(
            "Contrastive beats the unaligned IDs: R@10 +0.0040 (95 % interval +0.0010 to +0.0070"
                + " over 2 paired seeds).")
        .contains("Full loses to the unaligned IDs: R@10 -0.0040")
        .contains("Other cannot be told apart from the unaligned IDs: R@10 +0.0010");
  }

  @Test
  void thePageShowsEveryFigureAndPlotAndEscapesNames() {
    String html =
        page(new Difference("full", new Interval(.0123, .01, .0146), List.of(.0119, .0127))).html();
    assertThat(html)
        .contains("on a &lt;b&gt; &amp; c")
        .doesNotContain("<b>")
        .contains("+0.0119 +0.0127")
        .contains("3.210", "2.980", "5.545")
        .contains("12.5 %")
        .contains("0.7001")
        .contains("<td>x &lt; y</td>");
    assertThat(html.split("<svg", -1)).as("three plots").hasSize(4);
    assertThat(html.split("<circle", -1)).as("a dot for each of two seeds, twice").hasSize(5);
    assertThat(html).doesNotContain("NaN");
  }

  private static ReportPage page(Difference... differences) {
    var report =
        new AlignmentReport(
            "a <b> & c",
            "two-tower",
            AlignmentWeights.DEFAULT,
            List.of(new Collaborative("lightgcn", new Top(.5, .6, .7001, .8))),
            List.of(new Row("none", 2, .125, .2, TOP, TOP, TOP, List.of(.029, .031))),
            List.of(differences),
            List.of(new Information("two-tower", "none", 3.21, Optional.of(2.98), 256, 1200)));
    return AlignmentPage.of(report, Map.of("command", "x < y"));
  }
}
