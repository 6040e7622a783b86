package io.adlib.llm.task.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.task.TaskCase;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTaskTest {

  private static final Measured MEASURED =
      new Measured(
          "camp-12",
          List.of(
              new Measured.Named("campaign", "camp-12"),
              new Measured.Named("first day", "2026-11-01"),
              new Measured.Named("most clicked ad", "Chef's knife 20 cm")),
          List.of(
              new Figure("impressions", BigDecimal.valueOf(12345), ""),
              new Figure("clicks", BigDecimal.valueOf(225), ""),
              new Figure("click-through rate", new BigDecimal("1.82"), "%")));

  private final ReportTask task = new ReportTask();
  private final TaskCase<Measured, ReportTask.Answer> report = TaskCase.of(task, MEASURED);

  private static String text(String paragraph) {
    return "{\"headline\": \"Clicks\", \"paragraphs\": [\"" + paragraph + "\"]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12,345 impressions brought 225 clicks, a rate of 1.82 %.",
        "12'345 impressions since 2026-11-01 in camp-12",
        "12.345 Impressionen, 1,82 %",
        "Most clicked was Chef's knife 20 cm.",
        "No number at all."
      })
  void figuresAsGivenPass(String paragraph) {
    assertThat(report.reasons(text(paragraph))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12,346 impressions",
        "about 12 thousand impressions",
        "12.3k impressions",
        "a rate of 1.8 %",
        "clicks doubled",
        "twice as many",
        "half of the users",
        "two hundred clicks",
        "22५ clicks and ३ more",
        "up by ½",
        "a 20 cm blade",
        "since 2026-11-02",
        "camp-13"
      })
  void anyOtherNumberIsRefused(String paragraph) {
    assertThat(report.reasons(text(paragraph)).toString()).contains("none of the figures");
  }

  @Test
  void theMeasureIsTheShareOfFiguresTold() {
    assertThat(task.measure(List.of(report.judged(text("225 clicks of 12,345 impressions.")))))
        .containsEntry("share of figures told", 2.0 / 3);
  }
}
