package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequentialReportTest {

  private static FullRanking ranking(int... ranks) {
    return new FullRanking(new Ranks(ranks), new Ranks(new int[ranks.length]));
  }

  @Test
  void averagesSeedsWithStudentsInterval() {
    var row = SequentialReport.Row.of("m", List.of(ranking(0, 9), ranking(0, 4)));
    assertThat(row.seeds()).isEqualTo(2);
    assertThat(row.masked().r5()).isCloseTo(.75, within(1e-12));
    assertThat(row.masked().r10()).isEqualTo(1);
    assertThat(row.interval().over()).isEqualTo("seeds");
    assertThat(row.interval().masked().r5()).isCloseTo(12.706 * .25, within(1e-3));
    assertThat(row.interval().masked().r10()).isZero();
    assertThat(row.unmasked().n5()).isEqualTo(1);
  }

  @Test
  void oneSeedGetsAnIntervalOverUsers() {
    var row = SequentialReport.Row.of("m", List.of(ranking(0, 99, 99, 0)));
    assertThat(row.interval().over()).isEqualTo("users");
    assertThat(row.interval().masked().r5()).isCloseTo(1.96 * Math.sqrt(.25 / 3), within(1e-12));
  }

  @Test
  void writesAPageWithEveryMethodEscaped(@TempDir Path folder) throws Exception {
    var row = SequentialReport.Row.of("a<b", List.of(ranking(0, 2)));
    var report = new SequentialReport("beauty", List.of(row));
    Path file = folder.resolve("report.html");
    SequentialPage.of(report, Map.of("seed", "7 & more")).write(file);
    assertThat(Files.readString(file))
        .contains("a&lt;b", "7 &amp; more", "<svg", "1.0000")
        .doesNotContain("a<b");
  }

  @Test
  void ordersStandInOneTable() {
    var first = SequentialReport.Row.of("m", List.of(ranking(0)));
    var second =
        SequentialReport.Row.of(
            "m", SequentialDataset.Order.ALTERNATIVE, Slice.ALL, List.of(ranking(99)));
    var joined =
        SequentialReport.joined(
            List.of(
                new SequentialReport("beauty", List.of(first)),
                new SequentialReport("beauty", List.of(second))));
    assertThat(joined.rows()).containsExactly(first, second);
    assertThat(joined.rows(SequentialDataset.Order.ALTERNATIVE, Slice.ALL)).containsExactly(second);
    assertThat(SequentialPage.of(joined, Map.of()).html())
        .contains("canonical order of same-day purchases", "alternative order");
  }
}
