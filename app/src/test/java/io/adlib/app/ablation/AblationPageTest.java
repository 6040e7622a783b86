package io.adlib.app.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AblationPageTest {

  private static AblationRun run(AblationPart part, long seed, double hitRate) {
    return new AblationRun(
        part.key(), seed, hitRate, hitRate / 2, 3, 7, 98765, 60, 500, List.of(hitRate, hitRate));
  }

  @Test
  void thePageHoldsTheFiguresOfEveryConfiguration() {
    var report =
        new AblationReport(
            List.of(AblationPart.BASE, AblationPart.MTP),
            List.of(
                run(AblationPart.BASE, 1, .2),
                run(AblationPart.MTP, 1, .23),
                run(AblationPart.BASE, 2, .3),
                run(AblationPart.MTP, 2, .33)));
    String html = AblationPage.of(report, Map.of("command", "a < b")).html();
    assertThat(html)
        .contains("base (HSTU-like)", "+ MTP", "a &lt; b")
        .contains("28.00 <small>[-35.53, 91.53]</small>", "+3.00", "22.38", "98,765")
        .doesNotContain("NaN");
    assertThat(html.split("<svg", -1)).hasSize(3);
    assertThat(html.split("<circle", -1)).as("a dot for each run").hasSize(5);
  }

  @Test
  void oneSeedHasNoIntervalOverSeeds() {
    var report =
        new AblationReport(List.of(AblationPart.BASE), List.of(run(AblationPart.BASE, 1, .2)));
    String html = AblationPage.of(report, Map.of()).html();
    assertThat(html).contains("<td class=\"n\">20.00</td>").doesNotContain("class=\"whisker\"");
  }
}
