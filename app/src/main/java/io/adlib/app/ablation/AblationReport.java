package io.adlib.app.ablation;

import io.adlib.evaluate.metrics.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The runs of an ablation, a configuration a row, with Student's intervals over seeds.
 *
 * @param parts in the order of the rows
 * @param runs of every part the same seeds
 */
public record AblationReport(List<AblationPart> parts, List<AblationRun> runs) {

  public AblationReport {
    parts = List.copyOf(parts);
    runs = List.copyOf(runs);
  }

  /**
   * A row.
   *
   * @param hitRate100 in [0,1]
   * @param ndcg10 in [0,1]
   * @param difference of HitRate@100 to the base's, seed by seed
   */
  record Row(
      AblationPart part,
      List<AblationRun> runs,
      Interval hitRate100,
      Interval ndcg10,
      Interval difference) {

    double mean(ToDoubleFunction<AblationRun> figure) {
      return runs.stream().mapToDouble(figure).average().orElse(0);
    }
  }

  List<Row> rows() {
    List<AblationRun> base = of(AblationPart.BASE);
    return parts.stream()
        .map(
            part -> {
              List<AblationRun> own = of(part);
              double[] difference =
                  own.stream()
                      .flatMapToDouble(
                          run ->
                              base.stream()
                                  .filter(b -> b.seed() == run.seed())
                                  .mapToDouble(b -> run.hitRate100() - b.hitRate100()))
                      .toArray();
              return new Row(
                  part,
                  own,
                  over(own, AblationRun::hitRate100),
                  over(own, AblationRun::ndcg10),
                  difference.length == 0 ? new Interval(0, 0, 0) : Interval.students(difference));
            })
        .toList();
  }

  private List<AblationRun> of(AblationPart part) {
    return runs.stream().filter(run -> run.configuration().equals(part.key())).toList();
  }

  private static Interval over(List<AblationRun> runs, ToDoubleFunction<AblationRun> figure) {
    return Interval.students(runs.stream().mapToDouble(figure).toArray());
  }

  /** One object a configuration. */
  public List<Map<String, Object>> json() {
    return rows().stream().map(AblationReport::json).toList();
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("configuration", row.part.key());
    object.put("title", row.part.title());
    object.put("published_hit_rate_100", row.part.published() / 100);
    object.put("hit_rate_100", row.hitRate100);
    object.put("ndcg_10", row.ndcg10);
    object.put("hit_rate_100_over_base", row.difference);
    object.put("cases", row.runs.getFirst().cases());
    object.put("weights", row.runs.getFirst().weights());
    object.put("train_seconds", row.mean(AblationRun::trainSeconds));
    object.put("serve_micros", row.mean(AblationRun::serveMicros));
    object.put("seeds", row.runs);
    return object;
  }

  /** A line a configuration, for people. */
  public List<String> lines() {
    var lines = new java.util.ArrayList<String>();
    lines.add(
        "%-20s %5s %9s %17s %8s %19s %7s %8s %7s"
            .formatted(
                "configuration",
                "seeds",
                "HR@100",
                "95 %",
                "N@10",
                "HR@100 over base",
                "GPR's",
                "train s",
                "serve µs"));
    for (Row row : rows()) {
      lines.add(
          "%-20s %5d %8.2f%% %7.2f to %6.2f %8.4f %+6.2f (%+.2f, %+.2f) %7.2f %8.0f %8.0f"
              .formatted(
                  row.part.title(),
                  row.runs.size(),
                  100 * row.hitRate100.mean(),
                  100 * row.hitRate100.low(),
                  100 * row.hitRate100.high(),
                  row.ndcg10.mean(),
                  100 * row.difference.mean(),
                  100 * row.difference.low(),
                  100 * row.difference.high(),
                  row.part.published(),
                  row.mean(AblationRun::trainSeconds),
                  row.mean(AblationRun::serveMicros)));
    }
    return lines;
  }
}
