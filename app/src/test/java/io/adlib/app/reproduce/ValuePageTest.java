package io.adlib.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.evaluate.lift.Relative;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuePageTest {

  private static ValueRow row(double revenue) {
    return new ValueRow(.25, 17.5, 80.5, revenue, 90, .075, .3);
  }

  @Test
  void configurationsStepsStopsAndRehearsalsAreOnThePage() {
    Map<String, List<ValueRow>> measured = new LinkedHashMap<>();
    measured.put("mtp", List.of(row(100), row(100)));
    measured.put("vaft", List.of(row(110), row(130)));
    var report =
        ValueReport.of(
            2000,
            measured,
            List.of(Map.entry("mtp", "vaft")),
            Map.of("dpo", List.of("ended <early>")),
            List.of(
                new Rehearsal(
                    new Relative(.1, .05, .15),
                    new Relative(.02, -.01, .05),
                    new Relative(Double.NaN, Double.NaN, Double.NaN))));
    String html = ValuePage.of(report, Map.of("command", "adlib reproduce value")).html();
    assertThat(html)
        .contains("Means of 2 seeds, each measured at 2,000 visits")
        .contains("0.2500", "17.50", "80.5", "7.50", "120.0 <small>± 127.1</small>")
        .contains("mtp → vaft", "+20.0 <small>± 127.1</small>")
        .contains("<b>+10.0</b> <small>[+5.0, +15.0]</small>", "ended &lt;early&gt;")
        .doesNotContain("NaN", "<early>");
    assertThat(html.split("<svg", -1)).as("seven figures, six of them compared").hasSize(14);
  }

  @Test
  void oneSeedHasNoIntervalsAndNothingNeedBeCompared() {
    var report = ValueReport.of(10, Map.of("mtp", List.of(row(1))), List.of(), Map.of(), List.of());
    assertThat(ValuePage.of(report, Map.of()).html())
        .contains("Means of one seed")
        .doesNotContain("<small>±", "class=\"whisker\"", "From one to another");
  }
}
