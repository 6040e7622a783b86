package io.adlib.app.hub;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.UserAsOf;
import io.adlib.evaluate.metrics.Auc;
import io.adlib.evaluate.metrics.LogLoss;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The ranker trained on all days but the last with tags or profiles, and without, from the same
 * seed, and both asked about every impression of the last day.
 */
final class RankerGain {

  private final HubMarket market;
  private final Seed seed;
  private final Progress progress;
  private final Day plain;

  /** What a ranker says of the last day's impressions. */
  private record Day(double[] p_N, double[] clicked_N, int[] request_N) {}

  RankerGain(HubMarket market, Seed seed, Progress progress) {
    this.market = market;
    this.seed = seed;
    this.progress = progress;
    plain = day(Map.of(), UserAsOf.UNCHANGED);
  }

  List<HubRow> tags(String writer, Map<String, List<String>> tags) {
    return rows("tags", writer, day(tags, UserAsOf.UNCHANGED));
  }

  List<HubRow> profiles(String writer, UserAsOf profiles) {
    return rows("profiles", writer, day(Map.of(), profiles));
  }

  private Day day(Map<String, List<String>> tags, UserAsOf known) {
    var catalogue = market.market().catalogue();
    var features =
        new FeatureSet(
            catalogue, market.ids(), new ItemSignals(Optional.of(market.vectors()), tags));
    Instant from = market.market().scale().start().plus(Duration.ofDays(1));
    var log = new ImpressionLog(catalogue, features, market.market().users(), from, known);
    try (Progress.Task task = progress.start("replay events", market.events().size())) {
      market
          .events()
          .forEach(
              event -> {
                log.accept(event);
                task.advance(1);
              });
    }
    Impressions seen = log.impressions();
    TrainedRanker ranker =
        RankerTraining.train(seen, features.names(), market.lastDay(), seed.of("ranker"), progress);
    int[] last = IntStream.range(seen.from(market.lastDay()), seen.size()).toArray();
    return new Day(
        IntStream.of(last).mapToDouble(i -> ranker.pClick(seen, i, seen.position(i))).toArray(),
        IntStream.of(last).mapToDouble(i -> seen.isClicked(i) ? 1 : 0).toArray(),
        IntStream.of(last).map(seen::request).toArray());
  }

  private List<HubRow> rows(String what, String writer, Day with) {
    return List.of(
        row(what, writer, "ranker AUC", with, RankerGain::auc),
        row(what, writer, "ranker log-loss (less is better)", with, RankerGain::logLoss));
  }

  private interface Measure {
    double of(Day day, int[] cases);
  }

  private HubRow row(String what, String writer, String name, Day with, Measure measure) {
    int[] all = IntStream.range(0, with.p_N().length).toArray();
    ToDoubleFunction<int[]> after = cases -> measure.of(with, cases);
    ToDoubleFunction<int[]> before = cases -> measure.of(plain, cases);
    return new HubRow(
        what,
        writer,
        name,
        all.length,
        before.applyAsDouble(all),
        after.applyAsDouble(all),
        new Paired(with.request_N(), seed).difference(after, before));
  }

  private static double auc(Day day, int[] cases) {
    return Auc.of(some(day.p_N(), cases), some(day.clicked_N(), cases));
  }

  private static double logLoss(Day day, int[] cases) {
    return LogLoss.of(some(day.p_N(), cases), some(day.clicked_N(), cases));
  }

  private static double[] some(double[] value_N, int[] cases) {
    return IntStream.of(cases).mapToDouble(i -> value_N[i]).toArray();
  }
}
