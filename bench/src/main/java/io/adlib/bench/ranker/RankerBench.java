package io.adlib.bench.ranker;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.simulate.History;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Trains the first ranker on all days of a demo market's history but the last, and compares its
 * predictions on the last day with what happened and with the truth; beside it a constant, and each
 * ad's own rate in training.
 */
final class RankerBench {

  private static final int WARM_UP_DAYS = 1;
  private final DemoMarket market;
  private final FeatureSet features;
  private final Instant lastDay;
  private final ImpressionLog log;
  private final TruthReplay replay;
  private final List<String> keys = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  RankerBench(DemoMarket market, SemanticIds ids) {
    this.market = market;
    features = new FeatureSet(market.catalogue(), ids);
    lastDay = market.scale().liveStart().minus(Duration.ofDays(1));
    Instant from = market.scale().start().plus(Duration.ofDays(WARM_UP_DAYS));
    log = new ImpressionLog(market.catalogue(), features, market.users(), from);
    replay = new TruthReplay(market);
  }

  /** Runs everything; the ranker is written to the file. */
  String run(Seed seed, Path safetensors, Progress progress) {
    long start = System.nanoTime();
    new History(market).run(this::take, progress);
    say("History and features: %.1f s for %,d impressions.", since(start), data().size());
    start = System.nanoTime();
    TrainedRanker ranker = RankerTraining.train(data(), features.names(), lastDay, seed, progress);
    say("Training of both heads, calibration included: %.1f s.", since(start));
    ranker.save(safetensors, "");
    Map<String, TruthReplay.Chances> chances = replay.chances();
    int first = data().from(lastDay);
    int[] all = IntStream.range(first, data().size()).toArray();
    int[] clicks = IntStream.of(all).filter(data()::isClicked).toArray();
    text.append('\n').append(clickTable(ranker, chances, first, all));
    text.append('\n').append(conversionTable(ranker, chances, first, all, clicks));
    text.append('\n').append(new ServingTime(market, features, safetensors).measure());
    return text.toString();
  }

  private Impressions data() {
    return log.impressions();
  }

  private void take(Event event) {
    replay.accept(event);
    int before = data().size();
    log.accept(event);
    if (data().size() > before && !event.time().isBefore(lastDay)) {
      keys.add(TruthReplay.key(event));
    }
  }

  private String clickTable(
      TrainedRanker ranker, Map<String, TruthReplay.Chances> chances, int first, int[] all) {
    var rates = new AdRates(data(), data().from(lastDay), market.catalogue().ads().size());
    double[] truth = values(all, i -> chance(chances, first, i).click());
    double[] outcome = values(all, i -> data().isClicked(i) ? 1 : 0);
    var table =
        new RankerReport(
            "Clicks: %,d impressions of the last day, at their positions".formatted(all.length),
            outcome,
            truth,
            IntStream.of(all).map(data()::request).toArray());
    table.row("truth", truth);
    table.row("ranker, calibrated", values(all, i -> ranker.pClick(data(), i, data().position(i))));
    table.row("ranker, raw", values(all, i -> ranker.rawClick(data(), i, data().position(i))));
    table.row("each ad's CTR", values(all, i -> rates.click(data().ad(i))));
    table.row("constant", values(all, _ -> rates.click()));
    double[] top = values(all, i -> chance(chances, first, i).top());
    var atTop =
        new RankerReport(
            "Clicks, the same impressions had they been at the top (what is served)",
            outcome,
            top,
            IntStream.of(all).map(data()::request).toArray());
    atTop.row("truth", top);
    atTop.row("ranker, calibrated", values(all, i -> ranker.pClick(data(), i, 0)));
    return table + "\n" + atTop;
  }

  private String conversionTable(
      TrainedRanker ranker,
      Map<String, TruthReplay.Chances> chances,
      int first,
      int[] all,
      int[] clicks) {
    var rates = new AdRates(data(), data().from(lastDay), market.catalogue().ads().size());
    double[] truth = values(clicks, i -> chance(chances, first, i).conversion());
    var table =
        new RankerReport(
            "Conversions: %,d clicks of the last day (their conversions may come later)"
                .formatted(clicks.length),
            values(clicks, i -> data().isConverted(i) ? 1 : 0),
            truth,
            IntStream.of(clicks).map(_ -> 0).toArray());
    table.row("truth", truth);
    table.row("ranker, calibrated", values(clicks, i -> ranker.pConversion(data(), i)));
    table.row("ranker, raw", values(clicks, i -> ranker.rawConversion(data(), i)));
    table.row("each ad's CVR", values(clicks, i -> rates.conversion(data().ad(i))));
    table.row("constant", values(clicks, _ -> rates.conversion()));
    double[] joint =
        values(
            all, i -> chance(chances, first, i).click() * chance(chances, first, i).conversion());
    var both =
        new RankerReport(
            "Click and conversion: all impressions of the last day",
            values(all, i -> data().isConverted(i) ? 1 : 0),
            joint,
            IntStream.of(all).map(data()::request).toArray());
    both.row("truth", joint);
    both.row(
        "ranker, calibrated",
        values(
            all,
            i -> ranker.pClick(data(), i, data().position(i)) * ranker.pConversion(data(), i)));
    both.row("constant", values(all, _ -> rates.click() * rates.conversion()));
    return table + "\n" + both;
  }

  private TruthReplay.Chances chance(
      Map<String, TruthReplay.Chances> chances, int first, int impression) {
    return chances.getOrDefault(
        keys.get(impression - first), new TruthReplay.Chances(Double.NaN, Double.NaN, Double.NaN));
  }

  private static double[] values(int[] impressions, IntToDoubleFunction value) {
    return IntStream.of(impressions).mapToDouble(value).toArray();
  }

  private void say(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
