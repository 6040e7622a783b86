package io.adlib.app.demo;

import io.adlib.evaluate.lift.ArmTotals;
import io.adlib.evaluate.lift.LiftReport;
import io.adlib.evaluate.lift.Relative;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison as people read it. */
public final class ComparisonTable {

  private ComparisonTable() {}

  /** The lines of the table: what each policy made, then the first one's lift over the others. */
  public static List<String> lines(int visits, LiftReport report, String currency) {
    var lines = new ArrayList<String>();
    add(
        lines,
        "%,d visits of %,d users, each answered by every policy, in worlds of their own:",
        visits,
        report.users());
    add(
        lines,
        "  %-12s %12s %8s %8s %16s %16s",
        "policy",
        "impressions",
        "clicks",
        "CTR",
        "revenue, " + currency,
        "of best clicks");
    for (ArmTotals arm : report.arms()) {
      add(
          lines,
          "  %-12s %,12d %,8d %7.2f%% %,16.2f %15.1f%%",
          arm.name(),
          arm.impressions(),
          arm.clicks(),
          100 * arm.ctr(),
          arm.revenueMicros() / 1e6,
          100 * arm.expectedClicks() / (arm.expectedClicks() + arm.regretClicks()));
    }
    lines.add("  lift of the " + report.arms().getFirst().name() + ", with 95 % intervals:");
    lift(lines, "CTR", report.lift().ctr());
    lift(lines, "revenue", report.lift().revenue());
    return lines;
  }

  private static void lift(List<String> lines, String what, Map<String, Relative> over) {
    over.forEach(
        (arm, relative) ->
            add(
                lines,
                "  %-12s %+7.1f %% over %-12s [%+.1f %%, %+.1f %%]%s",
                what,
                100 * relative.mean(),
                arm,
                100 * relative.low(),
                100 * relative.high(),
                relative.significant() ? "" : "  not significant"));
  }

  private static void add(List<String> lines, String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }
}
