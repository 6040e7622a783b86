package io.adlib.app.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything once, on a market too small to tell anything. */
class HubReproductionTest {

  private static final DemoScale SCALE = new DemoScale(250, 60, 40, 6, DemoScale.FULL.start());

  @TempDir Path folder;

  private List<HubRow> run() throws InterruptedException {
    var all = Set.copyOf(HubReproduction.ALL);
    return new HubReproduction(folder, SCALE, all, Progress.SILENT, List.of(new Seed(2))).run();
  }

  @Test
  void everyFigureHasARowAndOneThatWasLostIsTheSameAgain() throws Exception {
    List<HubRow> rows = run();
    assertThat(rows)
        .extracting(row -> row.what() + " by " + row.writer())
        .containsOnly(
            "queries by templates",
            "queries by adlib-small",
            "tags by templates",
            "tags by adlib-small",
            "profiles by templates",
            "labels by templates",
            "labels by adlib-small");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.with() - row.without())
                  .isCloseTo(row.difference().mean(), org.assertj.core.data.Offset.offset(1e-9));
              assertThat(row.difference().low()).isLessThanOrEqualTo(row.difference().high());
            });
    assertThat(rows)
        .filteredOn(row -> row.measure().startsWith("fit"))
        .allMatch(r -> r.cases() > 50);
    assertThat(rows)
        .filteredOn(row -> row.measure().endsWith("by nearest texts"))
        .hasSize(4)
        .allMatch(row -> row.with() != row.without())
        .filteredOn(row -> row.measure().startsWith("recall"))
        .as("16 of 60 ads by chance would be a quarter")
        .allMatch(row -> row.without() > .4);
    assertThat(rows)
        .filteredOn(row -> row.measure().startsWith("nDCG"))
        .hasSize(6)
        .allMatch(r -> r.with() > .5);
    Path kept = folder.resolve("seed2-users250-ads60-days6/rows-tags-templates.json");
    Files.delete(kept);
    List<HubRow> again = run();
    assertThat(again).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(again.get(i).measure()).isEqualTo(rows.get(i).measure());
      assertThat(again.get(i).with())
          .as("the encoder's threads leave some of the last digits open")
          .isCloseTo(rows.get(i).with(), org.assertj.core.data.Offset.offset(1e-4));
    }
    assertThat(kept).exists();
  }
}
