package io.adlib.app.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateProfileTest {

  @Test
  void whatWasDoneMostAboutComesFirstWithItsLines() {
    Map<String, Object> profile =
        TemplateProfile.write(
            """
            1. 2 hours ago: bought Chef's knife (Home > Knives)
            2. 3 hours ago: read How to bake (baking, bread)
            3. 1 days ago: read More on bread (bread)
            4. 1 days ago: saw the ad Saw (Tools > Saws)
            5. 2 days ago: searched for knife (sharp)
            known: country DE""");
    assertThat(profile.get("interests"))
        .isEqualTo(
            List.of(
                Map.of("topic", "Knives", "strength", "HIGH", "evidence", List.of(1)),
                Map.of("topic", "bread", "strength", "MEDIUM", "evidence", List.of(2, 3))));
  }

  @Test
  void aHistoryWithoutTopicsHasNoInterest() {
    assertThat(TemplateProfile.write("1. within the hour: searched for tea").get("interests"))
        .isEqualTo(List.of());
  }
}
