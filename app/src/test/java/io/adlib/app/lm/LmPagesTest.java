package io.adlib.app.lm;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.learn.lm.grpo.Held;
import io.adlib.learn.training.TrainingResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pages of what the small model is worth, and of what was done to it. */
class LmPagesTest {

  @Test
  void worthHasARowAFigureAndAPlotATask() {
    Map<String, Interval> differences = new LinkedHashMap<>();
    differences.put("tags: F1", new Interval(.25, .2, .3));
    differences.put("tags: accepted", new Interval(-.01, -.03, .01));
    differences.put("queries: <typed>", new Interval(.5, .4, .6));
    var worth =
        new SmallModelReproduction.Worth(
            Map.of(
                "templates", Map.of("tags: F1", .557, "tags: accepted", 1.0),
                "adlib-small", Map.of("tags: F1", .807, "tags: accepted", .99)),
            differences);
    String html = WorthPage.of(worth, Map.of("command", "c")).html();
    assertThat(html)
        .contains("0.557", "0.807", "<b>+0.250</b> <small>[+0.200, +0.300]</small>")
        .contains("<td class=\"n\">-0.010 <small>", "queries: &lt;typed&gt;", "class=\"pale\"")
        .doesNotContain("<typed>", "NaN");
    assertThat(html.split("<svg", -1)).hasSize(3);
  }

  @Test
  void aRewardHasARowAPassAndAColumnAModel() {
    var trained =
        new GrpoTraining.Trained(
            new TrainingResult(TrainingResult.End.EPOCHS, 30, 0, 0, 0, Duration.ofSeconds(9)),
            List.of(new Held(.412, 24.9, .91), new Held(.511, 26.4, .99)),
            List.of(.405));
    Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
    figures.put("before", Map.of("tags: F1", .792));
    figures.put("after", Map.of("tags: F1", .794, "only <after>", .5));
    String html =
        RewardPage.of(
                RewardTraining.Kind.RECALL,
                new RewardReproduction.Made(trained, figures),
                Map.of("command", "c"))
            .html();
    assertThat(html)
        .contains("0.405", "0.412", "0.511", "26.4", "0.792", "0.794", "only &lt;after&gt;", "–")
        .contains("<th class=\"n\">before</th><th class=\"n\">after</th>")
        .doesNotContain("NaN");
    assertThat(html.split("<rect", -1)).as("a bar a pass, and one before").hasSize(3);
  }

  @Test
  void weightsHaveAPlotATaskAndTheCurves() {
    Map<String, Map<String, List<Double>>> losses = new LinkedHashMap<>();
    losses.put("uniform", Map.of("copy", List.of(1.5, 1.7), "tags", List.of(.5)));
    losses.put("adaptive", Map.of("copy", List.of(1.25, 1.35)));
    String html =
        WeightPage.of(
                new WeightComparison.Compared(
                    losses, Map.of("uniform", Map.of("copy", List.of(7.0, 1.5)))),
                Map.of("command", "c"))
            .html();
    assertThat(html)
        .contains("1.6000 <small>[0.3294, 2.8706]</small>", "1.3000", "0.5000", "–")
        .contains("Held-out loss by epoch")
        .doesNotContain("NaN");
    assertThat(html.split("<svg", -1)).as("two tasks and the curves").hasSize(4);
    assertThat(html.split("<circle", -1)).as("a dot a seed").hasSize(6);
  }
}
