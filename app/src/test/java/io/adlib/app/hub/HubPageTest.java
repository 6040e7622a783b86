package io.adlib.app.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.evaluate.metrics.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HubPageTest {

  private static HubRow row(String what, String writer, String measure, Interval difference) {
    return new HubRow(
        what, writer, measure, 1234, .5, .5 + difference.mean(), difference, List.of(.01, .03));
  }

  @Test
  void everyKindOfWritingHasItsPartAndEveryMeasureItsPlot() {
    String html =
        HubPage.of(
                List.of(
                    row("tags", "templates", "AUC", new Interval(.02, .01, .03)),
                    row("tags", "small <b>", "AUC", new Interval(.001, -.01, .012)),
                    row("tags", "templates", "log-loss", new Interval(-.02, -.03, -.01)),
                    row("queries", "templates", "fit & more", new Interval(.02, .01, .03))),
                Map.of("command", "adlib reproduce hub"))
            .html();
    assertThat(html)
        .contains("<h2>Tags</h2>", "<h2>Queries</h2>", "adlib reproduce hub")
        .contains("1,234", "0.5200", "<b>+0.0200</b> <small>[+0.0100, +0.0300]</small>")
        .contains("<td class=\"n\">+0.0010 <small>[-0.0100, +0.0120]</small>")
        .contains("small &lt;b&gt;", "fit &amp; more")
        .doesNotContain("small <b>", "NaN");
    assertThat(html.split("<svg", -1)).hasSize(4);
    assertThat(html.split("class=\"whisker\"", -1)).as("a bar a row").hasSize(5);
  }
}
