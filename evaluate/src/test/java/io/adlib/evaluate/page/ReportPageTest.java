package io.adlib.evaluate.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.evaluate.metrics.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {

  @Test
  void everyTextIsEscapedAndTheFileIsThePage(@TempDir Path folder) throws Exception {
    var page =
        new ReportPage("1 < 2")
            .text("<script>a()</script>")
            .part("b & c")
            .table(new ReportTable("<th>", "n").row(Cell.of("<td>"), Cell.of(1234L)))
            .made(Map.of("command", "x > y"));
    Path file = folder.resolve("new").resolve("report.html");
    page.write(file);
    assertThat(Files.readString(file))
        .isEqualTo(page.html())
        .contains("<title>1 &lt; 2</title>", "<h1>1 &lt; 2</h1>", "<h2>b &amp; c</h2>")
        .contains("&lt;script&gt;a()", "<th>&lt;th&gt;</th>", "<td>&lt;td&gt;</td>")
        .contains("<th class=\"n\">n</th>", "<td class=\"n\">1,234</td>", "x &gt; y")
        .doesNotContain("<script", "http");
  }

  @Test
  void aFigureHasItsIntervalBesideItWhereItHasOne() {
    assertThat(Cell.of("%+.2f", new Interval(.5, .25, .75)))
        .isEqualTo(new Cell("+0.50", "[+0.25, +0.75]", true, false));
    assertThat(Cell.of("%+.2f", .5, .25)).isEqualTo(new Cell("+0.50", "± 0.25", true, false));
    assertThat(Cell.of("%.2f", new Interval(.5, .5, .5)).aside()).isEmpty();
    assertThat(Cell.of("%.2f", .5, 0).aside()).isEmpty();
    assertThat(Cell.of("%.2f", Double.NaN)).isEqualTo(Cell.NONE);
    assertThat(Cell.of("%+.2f", -.001).text()).as("nothing below nothing").isEqualTo("+0.00");
    assertThat(Cell.of("%+.2f", -.01).text()).isEqualTo("-0.01");
    assertThat(Cell.of("%.1f", Interval.students()).text()).isEqualTo("–");
  }

  @Test
  void aRowMustFillItsTable() {
    assertThatThrownBy(() -> new ReportTable("a", "b").row(Cell.of("only one")))
        .hasMessageContaining("1 cells for the columns [a, b]");
  }
}
