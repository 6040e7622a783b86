package io.adlib.learn.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people read when a folder holds another training. */
class OtherSettingsTest {

  private record Inner(double weightDecay, List<Integer> widths, Optional<Double> clip) {}

  private record Outer(int batch, double rate, Inner adamw) {}

  private static String text(String name, Outer settings, long seed, int examples) {
    return "%s %s seed %d examples %d weights 12".formatted(name, settings, seed, examples);
  }

  private static final Outer SETTINGS =
      new Outer(8, .002, new Inner(.01, List.of(4, 2), Optional.of(1.5)));

  private static String differences(String made) {
    return OtherSettings.differences(made, text("tune", SETTINGS, 7, 50));
  }

  @Test
  void onlyWhatDiffersIsNamed() {
    var slower = new Outer(8, .001, SETTINGS.adamw());
    assertThat(differences(text("tune", slower, 7, 50))).isEqualTo("rate 0.001 instead of 0.002");
    assertThat(differences(text("tune", slower, 7, 40)))
        .isEqualTo("rate 0.001 instead of 0.002, examples 40 instead of 50");
  }

  @Test
  void aSettingInsideASettingIsNamedWithIt() {
    var other = new Outer(8, .002, new Inner(.1, List.of(4, 3), Optional.empty()));
    assertThat(differences(text("tune", other, 7, 50)))
        .isEqualTo(
            "adamw weight decay 0.1 instead of 0.01, adamw widths 4, 3 instead of 4, 2,"
                + " adamw clip Optional.empty instead of 1.5");
  }

  @Test
  void aSeedIsOnlySaidToBeAnotherSinceNobodyGaveThatNumber() {
    assertThat(differences(text("tune", SETTINGS, 8, 50))).isEqualTo("another seed");
  }

  @Test
  void anotherKindOfTrainingIsNamed() {
    assertThat(differences(text("train ranker", SETTINGS, 7, 50)))
        .isEqualTo("train ranker instead of tune");
    assertThat(differences("")).contains("none instead of tune", "rate none instead of 0.002");
  }

  @Test
  void whatToDoIsSaid() {
    var refusal = OtherSettings.refusal(Path.of("out"), "seed 1", "seed 2");
    assertThat(refusal).hasMessage("out holds a training with other settings: another seed");
    assertThat(refusal.remedy()).contains("the same settings again", "another folder");
  }
}
