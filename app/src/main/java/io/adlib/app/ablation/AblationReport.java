package io.adlib.app.ablation;

import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The runs of an ablation, a configuration a row, with Student's intervals over seeds, and of the
 * difference to the base also the bootstrap over users, who are the same for all. One seed has no
 * interval over seeds, and the base none of its difference to itself.
 *
 * @param parts in the order of the rows
 * @param runs of every part the same seeds
 */
public record AblationReport(List<AblationPart> parts, List<AblationRun> runs) {

  private static final int REPLICATES = 2000;
  private static final Interval NONE = new Interval(0, 0, 0);

  public AblationReport {
    parts = List.copyOf(parts);
    runs = List.copyOf(runs);
  }

  /**
   * A row.
   *
   * @param hitRate100 in [0,1]
   * @param ndcg10 in [0,1]
   * @param overSeeds difference of HitRate@100 to the base's, seed by seed
   * @param overUsers the same user by user, averaged over seeds
   */
  record Row(
      AblationPart part,
      List<AblationRun> runs,
      Interval hitRate100,
      Interval ndcg10,
      Interval overSeeds,
      Interval overUsers) {

    boolean hasSpread() {
      return runs.size() > 1;
    }

    boolean isBase() {
      return part == AblationPart.BASE;
    }

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
                  difference.length == 0 ? NONE : Interval.students(difference),
                  overUsers(own, base));
            })
        .toList();
  }

  private static Interval overUsers(List<AblationRun> own, List<AblationRun> base) {
    if (own.isEmpty() || base.isEmpty()) {
      return NONE;
    }
    int users = own.getFirst().hitRateByUser().size();
    double[] difference =
        IntStream.range(0, users).mapToDouble(u -> ofUser(own, u) - ofUser(base, u)).toArray();
    return Interval.bootstrap(difference, new Seed(1), REPLICATES);
  }

  private static double ofUser(List<AblationRun> runs, int user) {
    return runs.stream().mapToDouble(run -> run.hitRateByUser().get(user)).average().orElse(0);
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
    object.put("hit_rate_100", json(row.hitRate100, row.hasSpread()));
    object.put("ndcg_10", json(row.ndcg10, row.hasSpread()));
    object.put("over_base_by_seed", json(row.overSeeds, row.hasSpread() && !row.isBase()));
    object.put("over_base_by_user", json(row.overUsers, !row.isBase()));
    object.put("cases", row.runs.getFirst().cases());
    object.put("weights", row.runs.getFirst().weights());
    object.put("train_seconds", row.mean(AblationRun::trainSeconds));
    object.put("serve_micros", row.mean(AblationRun::serveMicros));
    object.put("seeds", row.runs.stream().map(AblationReport::json).toList());
    return object;
  }

  /** Without ends where there is no interval. */
  private static Map<String, @Nullable Double> json(Interval interval, boolean known) {
    Map<String, @Nullable Double> object = new LinkedHashMap<>();
    object.put("mean", interval.mean());
    object.put("low", known ? interval.low() : null);
    object.put("high", known ? interval.high() : null);
    return object;
  }

  private static Map<String, Object> json(AblationRun run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("seed", run.seed());
    object.put("hit_rate_100", run.hitRate100());
    object.put("ndcg_10", run.ndcg10());
    object.put("loss", run.loss());
    object.put("train_seconds", run.trainSeconds());
    object.put("serve_micros", run.serveMicros());
    return object;
  }

  /** A line a configuration, for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "%-18s %5s %7s %15s %7s %22s %22s %6s"
            .formatted(
                "configuration",
                "seeds",
                "HR@100",
                "95 %, seeds",
                "N@10",
                "over base, seeds",
                "over base, users",
                "GPR's"));
    for (Row row : rows()) {
      lines.add(
          "%-18s %5d %7.2f %15s %7.4f %+6.2f %15s %+6.2f %15s %6.2f"
              .formatted(
                  row.part.title(),
                  row.runs.size(),
                  100 * row.hitRate100.mean(),
                  range("%.2f to %.2f", row.hitRate100, row.hasSpread()),
                  row.ndcg10.mean(),
                  100 * row.overSeeds.mean(),
                  range("%+.2f to %+.2f", row.overSeeds, row.hasSpread() && !row.isBase()),
                  100 * row.overUsers.mean(),
                  range("%+.2f to %+.2f", row.overUsers, !row.isBase()),
                  row.part.published()));
    }
    return lines;
  }

  private static String range(String format, Interval interval, boolean known) {
    return known ? format.formatted(100 * interval.low(), 100 * interval.high()) : "–";
  }
}
