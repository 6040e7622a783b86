package io.adlib.app.fusion;

import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.serve.fusion.FusedRecall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fusion is worth on the clicks that its weights were learnt from, each half of the users
 * ranked by weights of the other half; {@code report.json}.
 *
 * @param clicks of users of whom something was known
 * @param found how many of them some evidence proposed
 * @param hitRate share of clicks whose ad was among the first ten, generator alone and fused
 * @param ndcg N@10 of the same
 * @param weights of the generator, co-occurrence with the history and with its newest item, texts
 *     likewise; each as z-score, squashed score and place
 */
public record FusionReport(
    int clicks, int found, Pair hitRate, Pair ndcg, Map<String, List<Double>> weights) {

  /** The payload's file. */
  public static final String FILE = "report.json";

  static final List<String> PARTS =
      List.of("generator", "co-occurrence", "co-occurrence of newest", "text", "text of newest");

  private static final int TOP = 10;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A figure before and after. */
  public record Pair(double generator, double fused) {}

  /** Clicks, and weights that were learnt from others. */
  record Half(Choice choice, List<Evidence> clicks) {}

  static FusionReport of(int clicks, Choice choice, List<Half> halves) {
    int found = 0;
    double[] hits = new double[2];
    double[] gains = new double[2];
    for (Half half : halves) {
      for (Evidence evidence : half.clicks()) {
        if (evidence.target() >= 0) {
          found++;
          int[] ranks = {
            before(new Choice(FusedRecall.generatorAlone()), evidence),
            before(half.choice(), evidence)
          };
          for (int arm = 0; arm < 2; arm++) {
            hits[arm] += ranks[arm] < TOP ? 1 : 0;
            gains[arm] += ranks[arm] < TOP ? Math.log(2) / Math.log(ranks[arm] + 2) : 0;
          }
        }
      }
    }
    double all = Math.max(1, clicks);
    return new FusionReport(
        clicks,
        found,
        new Pair(hits[0] / all, hits[1] / all),
        new Pair(gains[0] / all, gains[1] / all),
        named(choice));
  }

  /** How many other candidates do not score below the target. */
  private static int before(Choice choice, Evidence evidence) {
    double mine = choice.score(evidence, evidence.target());
    int before = -1;
    for (int c = 0; c < evidence.size(); c++) {
      before += choice.score(evidence, c) < mine ? 0 : 1;
    }
    return before;
  }

  private static Map<String, List<Double>> named(Choice choice) {
    Map<String, List<Double>> named = new LinkedHashMap<>();
    for (int part = 0; part < PARTS.size(); part++) {
      List<Double> views = new ArrayList<>();
      for (int view = 0; view < Evidence.VIEWS; view++) {
        views.add(choice.weight_F()[part * Evidence.VIEWS + view]);
      }
      named.put(PARTS.get(part), views);
    }
    return named;
  }

  /** As the file has it. */
  public String json() {
    return JSON.writeValueAsString(this) + "\n";
  }

  /** A line of it. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "of %d clicks of other users some evidence proposed %d; HR@10 %.4f, the generator alone"
            + " %.4f; N@10 %.4f, alone %.4f",
        clicks,
        found,
        hitRate.fused(),
        hitRate.generator(),
        ndcg.fused(),
        ndcg.generator());
  }
}
