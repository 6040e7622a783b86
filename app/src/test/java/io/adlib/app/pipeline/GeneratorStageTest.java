package io.adlib.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.PartsConfig;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.SemanticIds;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorStageTest {

  private static final Path FILE = Path.of("adlib.yaml");
  private static final GeneratorConfig PRESET =
      GeneratorConfig.forData(
          new SemanticIds(List.of("a", "b"), 2, 4, new short[] {0, 0, 1, 0}), 64, 1000);

  private static PartsConfig parts(String lines) {
    return AdlibConfig.parse(FILE, "train:\n  parts:\n" + lines).train().parts();
  }

  @Test
  void aWorkspaceThatSaysNothingTrainsThePreset() {
    assertThat(GeneratorStage.withParts(PRESET, AdlibConfig.defaults().train().parts(), false))
        .isEqualTo(PRESET);
  }

  @Test
  void everyPartCanBeTurnedOnAndOff() {
    var all =
        GeneratorStage.withParts(
            PRESET,
            parts(
                """
                    predictions: 4
                    feed_forward_by_kind: true
                    norms_by_kind: false
                    hybrid_attention: false
                    recursions: 2
                    thinking_tokens: 4
                    refining_steps: 5
                """),
            true);
    assertThat(all.predictions()).isEqualTo(4);
    assertThat(all.shape().feedForwards()).isEqualTo(4);
    assertThat(all.shape().parts())
        .isEqualTo(GeneratorParts.NONE.thought(384).recursions(2).thinking(4).refining(5));
    assertThat(all.training()).isEqualTo(PRESET.training());
  }

  @Test
  void aPartThatCannotBeIsNamedWithItsLine() {
    assertThatThrownBy(() -> parts("    recursions: 0\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("recursions");
    assertThatThrownBy(() -> parts("    thinking_token: 4\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("thinking_token");
  }
}
