package io.adlib.bench.ranker;

import io.adlib.evaluate.metrics.Auc;
import io.adlib.evaluate.metrics.Calibration;
import io.adlib.evaluate.metrics.LogLoss;
import java.util.Locale;

/** Markdown tables of predictions against outcomes and against the truth. */
final class RankerReport {

  private final StringBuilder text = new StringBuilder();
  private final double[] outcome_N;
  private final double[] truth_N;
  private final int[] group_N;

  /**
   * @param outcome_N what happened, 0 or 1
   * @param truth_N its true probability
   * @param group_N the request of each
   */
  RankerReport(String title, double[] outcome_N, double[] truth_N, int[] group_N) {
    this.outcome_N = outcome_N;
    this.truth_N = truth_N;
    this.group_N = group_N;
    line("### %s", title);
    line("");
    line(
        "| predictor | AUC | GAUC (request) | log-loss | log-loss against truth | AUC against truth"
            + " | ECE, truth | ratio, truth | ECE, outcomes | ratio, outcomes | RMSE, truth |");
    line("|---|---|---|---|---|---|---|---|---|---|---|");
  }

  void row(String name, double[] p_N) {
    Calibration truth = Calibration.of(p_N, truth_N);
    Calibration outcome = Calibration.of(p_N, outcome_N);
    double squares = 0;
    for (int i = 0; i < p_N.length; i++) {
      squares += (p_N[i] - truth_N[i]) * (p_N[i] - truth_N[i]);
    }
    line(
        "| %s | %.4f | %.4f | %.5f | %.5f | %.4f | %.5f | %.3f | %.5f | %.3f | %.5f |",
        name,
        Auc.of(p_N, outcome_N),
        Auc.grouped(p_N, outcome_N, group_N),
        LogLoss.of(p_N, outcome_N),
        LogLoss.of(p_N, truth_N),
        Auc.of(p_N, truth_N),
        truth.ece(),
        truth.ratio(),
        outcome.ece(),
        outcome.ratio(),
        Math.sqrt(squares / p_N.length));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
