package io.adlib.app.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.SemanticIds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AblationReportTest {

  @TempDir Path folder;

  private static AblationRun run(AblationPart part, long seed, double hitRate) {
    return new AblationRun(
        part.key(), seed, hitRate, hitRate / 2, 3, 2, 100, 60, 500, List.of(hitRate, 2 * hitRate));
  }

  @Test
  void comparesEachPartWithTheBaseOfTheSameSeed() {
    var report =
        new AblationReport(
            List.of(AblationPart.BASE, AblationPart.MTP),
            List.of(
                run(AblationPart.BASE, 1, .2),
                run(AblationPart.MTP, 1, .23),
                run(AblationPart.BASE, 2, .3),
                run(AblationPart.MTP, 2, .33)));
    AblationReport.Row row = report.rows().get(1);
    assertThat(row.hitRate100().mean()).isCloseTo(.28, within(1e-9));
    assertThat(row.hitRate100().halfWidth()).isCloseTo(.6353, within(1e-3));
    assertThat(row.overSeeds().mean()).isCloseTo(.03, within(1e-9));
    assertThat(row.overSeeds().halfWidth()).isCloseTo(0, within(1e-9));
    assertThat(row.overUsers().mean()).isCloseTo(.045, within(1e-9));
    assertThat(row.overUsers().low()).isCloseTo(.03, within(1e-9));
    assertThat(row.overUsers().high()).isCloseTo(.06, within(1e-9));
    assertThat(report.json()).hasSize(2);
    assertThat(report.json().get(1))
        .containsEntry("configuration", "mtp")
        .containsEntry("published_hit_rate_100", .2238);
    assertThat(report.lines()).hasSize(3);
    assertThat(report.lines().get(2)).startsWith("+ MTP").contains(" 28.00 ", "+3.00");
  }

  @Test
  void oneSeedHasNoIntervalOverSeedsAndTheBaseNoneToItself() {
    var report =
        new AblationReport(
            List.of(AblationPart.BASE, AblationPart.MTP),
            List.of(run(AblationPart.BASE, 1, .2), run(AblationPart.MTP, 1, .23)));
    assertThat(report.json().get(1).get("hit_rate_100"))
        .asInstanceOf(MAP)
        .containsEntry("mean", .23)
        .containsEntry("low", null)
        .containsEntry("high", null);
    assertThat(report.json().get(1).get("over_base_by_seed"))
        .asInstanceOf(MAP)
        .containsEntry("low", null);
    assertThat(report.json().get(1).get("over_base_by_user"))
        .asInstanceOf(MAP)
        .doesNotContainValue(null);
    assertThat(report.json().get(0).get("over_base_by_user"))
        .asInstanceOf(MAP)
        .containsEntry("low", null);
    assertThat(report.lines().get(1).chars().filter(c -> c == '–').count()).isEqualTo(3);
    assertThat(report.lines().get(2).chars().filter(c -> c == '–').count()).isEqualTo(2);
  }

  @Test
  void aRunIsFoundAgain() throws Exception {
    AblationRun run = run(AblationPart.ALL, 3, .25);
    assertThat(AblationRun.find(folder)).isEmpty();
    run.save(folder);
    assertThat(AblationRun.find(folder)).contains(run);
  }

  /** Base and every part differ in one thing only; all has every one; HTE trains as the base. */
  @ParameterizedTest
  @EnumSource
  void aConfigurationHasItsOwnPartAndNoOther(AblationPart part) {
    var ids = new SemanticIds(List.of("a", "b"), 2, 4, new short[] {0, 0, 1, 0});
    GeneratorConfig preset = GeneratorConfig.forData(ids, 64, 1000);
    GeneratorConfig own = part.of(preset, 384);
    GeneratorParts parts = own.shape().parts();
    Map<AblationPart, Boolean> has =
        Map.of(
            AblationPart.MTP, own.predictions() == 4,
            AblationPart.KIND_FEED_FORWARD, own.shape().feedForwards() == 4,
            AblationPart.THINKING, parts.thinking() == 4,
            AblationPart.KIND_NORM, parts.kindNorms(),
            AblationPart.HYBRID_ATTENTION, parts.hybridAttention(),
            AblationPart.THOUGHT, parts.thought() == 384,
            AblationPart.RECURSIONS, parts.recursions() == 2,
            AblationPart.REFINING, parts.refining() == 5);
    has.forEach(
        (each, present) ->
            assertThat(present)
                .as(each.title())
                .isEqualTo(each == part || part == AblationPart.ALL));
    assertThat(own.training()).isEqualTo(preset.training());
    assertThat(own.shape().width()).isEqualTo(preset.shape().width());
  }
}
