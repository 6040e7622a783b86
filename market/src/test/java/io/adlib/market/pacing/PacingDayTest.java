package io.adlib.market.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.market.pacing.simulate.PacingDay;
import io.adlib.market.pacing.simulate.PacingPage;
import io.adlib.market.pacing.simulate.PacingPolicy;
import io.adlib.market.pacing.simulate.PacingReport;
import org.junit.jupiter.api.Test;

class PacingDayTest {

  /** Small, so that budgets are coarse; benchmarks/pacing.md has the day of 500 campaigns. */
  private static PacingReport day(int campaigns, int daily, long seed) {
    return new PacingDay(campaigns, daily, new Seed(seed)).run();
  }

  @Test
  void learnedPacingSpendsTheBudgetsCloserToTheIdealThanTheOthersAndNobodyOverspends() {
    PacingReport report = day(40, 6_000, 3);
    PacingReport.Row none = report.row(PacingPolicy.NONE);
    PacingReport.Row plain = report.row(PacingPolicy.THROTTLE);
    PacingReport.Row learned = report.row(PacingPolicy.LEARNED);
    assertThat(report.enoughDemand()).isGreaterThan(15);
    assertThat(learned.hourlyError()).isLessThan(plain.hourlyError());
    assertThat(plain.hourlyError()).isLessThan(none.hourlyError());
    assertThat(learned.delivering97to100()).isGreaterThanOrEqualTo(plain.delivering97to100());
    assertThat(report.policies()).allSatisfy(row -> assertThat(row.largestOverspend()).isZero());
    assertThat(PacingPage.html(report, "adlib simulate pacing"))
        .contains("learned pacing", "<svg", "adlib simulate pacing")
        .doesNotContain("NaN");
  }

  @Test
  void theSameSeedIsTheSameDayAndAnotherIsNot() {
    PacingReport one = day(12, 1_000, 4);
    assertThat(day(12, 1_000, 4)).isEqualTo(one);
    assertThat(day(12, 1_000, 5)).isNotEqualTo(one);
  }
}
