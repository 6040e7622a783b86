package io.adlib.app.hub;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.evaluate.metrics.Auc;
import io.adlib.evaluate.metrics.LogLoss;
import io.adlib.evaluate.metrics.Paired;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import io.adlib.sid.relevance.RelevanceModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The ranker trained on all days but the last with what was written and without, from the same
 * seed, and both asked about impressions of the last day, each where what was written can matter:
 * tags on ads that nobody was shown before, profiles where of users' histories only the last days
 * are kept, grades at searches.
 */
final class RankerGain {

  private static final double COLD = .25;
  private static final int FEW = 6;

  /** What of the log the ranker sees, and which impressions it is asked about. */
  private enum Place {
    SEARCHES("at searches"),
    COLD_ADS("ads never shown before"),
    FORGOTTEN("histories of the last days only"),
    STRANGERS("the same, of at most %d events".formatted(FEW));

    private final String text;

    Place(String text) {
      this.text = text;
    }

    /** The place that the ranker is trained in. */
    Place trained() {
      return this == STRANGERS ? FORGOTTEN : this;
    }
  }

  private final HubMarket market;
  private final Seed seed;
  private final Progress progress;
  private final Map<Place, Day> plain = new EnumMap<>(Place.class);

  /** What a ranker says of the last day's impressions, and what each is. */
  private record Day(
      double[] p_N, double[] clicked_N, int[] request_N, boolean[] cold_N, List<Seen> seen_N) {}

  /** An impression's request: whether it was a search, and how much was known of its user. */
  private record Seen(boolean search, int events) {}

  RankerGain(HubMarket market, Seed seed, Progress progress) {
    this.market = market;
    this.seed = seed;
    this.progress = progress;
  }

  List<HubRow> tags(String writer, Map<String, List<String>> tags) throws InterruptedException {
    Day with = day(Place.COLD_ADS, tags, UserAsOf.UNCHANGED, Optional.empty());
    return rows("tags", writer, with, Place.COLD_ADS);
  }

  List<HubRow> profiles(String writer, UserAsOf profiles) throws InterruptedException {
    Day with = day(Place.FORGOTTEN, Map.of(), profiles, Optional.empty());
    var rows = new ArrayList<>(rows("profiles", writer, with, Place.FORGOTTEN));
    rows.addAll(rows("profiles", writer, with, Place.STRANGERS));
    return rows;
  }

  List<HubRow> labels(String writer, RelevanceModel model) throws InterruptedException {
    Day with = day(Place.SEARCHES, Map.of(), UserAsOf.UNCHANGED, Optional.of(model));
    return rows("labels", writer, with, Place.SEARCHES);
  }

  private boolean isCold(String ad) {
    return seed.of("cold").of(ad).generator().nextDouble() < COLD;
  }

  /** Whether the log of a place has an event. */
  private boolean has(Place place, Event event) {
    return switch (place) {
      case SEARCHES -> true;
      case COLD_ADS ->
          !event.kind().isOfAd()
              || !event.time().isBefore(market.lastDay())
              || !isCold(event.subject());
      case FORGOTTEN, STRANGERS -> !event.time().isBefore(market.middle());
    };
  }

  private Day day(
      Place place,
      Map<String, List<String>> tags,
      UserAsOf known,
      Optional<RelevanceModel> relevance)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var catalogue = market.market().catalogue();
    var signals = new ItemSignals(Optional.of(market.vectors()), tags, relevance);
    var features = new FeatureSet(catalogue, market.ids(), signals);
    Instant from = market.market().scale().start().plus(java.time.Duration.ofDays(1));
    var log = new ImpressionLog(catalogue, features, market.market().users(), from, known);
    Impressions seen = log.impressions();
    Map<String, UserState> states = new HashMap<>();
    var about = new ArrayList<Seen>();
    try (Progress.Task task = progress.start("replay events", market.events().size())) {
      for (Event event : market.events()) {
        if (has(place, event)) {
          UserState before = states.computeIfAbsent(event.user(), UserState::unknown);
          int shown = seen.size();
          log.accept(event);
          if (seen.size() > shown) {
            boolean search = ImpressionLog.query(before, event).isPresent();
            about.add(new Seen(search, before.recent().size()));
          }
          states.put(event.user(), before.with(event));
        }
        task.advance(1);
      }
    }
    TrainedRanker ranker =
        RankerTraining.train(seen, features.names(), market.lastDay(), seed.of("ranker"), progress);
    int first = seen.from(market.lastDay());
    int[] last = IntStream.range(first, seen.size()).toArray();
    boolean[] cold_N = new boolean[last.length];
    for (int i = 0; i < cold_N.length; i++) {
      cold_N[i] = isCold(catalogue.ads().get(seen.ad(first + i)).id());
    }
    return new Day(
        IntStream.of(last).mapToDouble(i -> ranker.pClick(seen, i, seen.position(i))).toArray(),
        IntStream.of(last).mapToDouble(i -> seen.isClicked(i) ? 1 : 0).toArray(),
        IntStream.of(last).map(seen::request).toArray(),
        cold_N,
        List.copyOf(about.subList(first, about.size())));
  }

  private static boolean isAsked(Place place, Day day, int i) {
    return switch (place) {
      case SEARCHES -> day.seen_N().get(i).search();
      case COLD_ADS -> day.cold_N()[i];
      case FORGOTTEN -> true;
      case STRANGERS -> day.seen_N().get(i).events() <= FEW;
    };
  }

  private List<HubRow> rows(String what, String writer, Day with, Place place)
      throws InterruptedException {
    Day without = plain.get(place.trained());
    if (without == null) {
      without = day(place, Map.of(), UserAsOf.UNCHANGED, Optional.empty());
      plain.put(place.trained(), without);
    }
    return List.of(
        row(what, writer, "ranker AUC, " + place.text, without, with, place, RankerGain::auc),
        row(
            what,
            writer,
            "ranker log-loss, " + place.text,
            without,
            with,
            place,
            RankerGain::logLoss));
  }

  private interface Measure {
    double of(Day day, int[] cases);
  }

  private HubRow row(
      String what,
      String writer,
      String name,
      Day without,
      Day with,
      Place place,
      Measure measure) {
    int[] asked =
        IntStream.range(0, with.p_N().length).filter(i -> isAsked(place, with, i)).toArray();
    ToDoubleFunction<int[]> after = cases -> measure.of(with, some(asked, cases));
    ToDoubleFunction<int[]> before = cases -> measure.of(without, some(asked, cases));
    int[] all = IntStream.range(0, asked.length).toArray();
    return new HubRow(
        what,
        writer,
        name,
        asked.length,
        before.applyAsDouble(all),
        after.applyAsDouble(all),
        new Paired(some(with.request_N(), asked), seed).difference(after, before));
  }

  /** Of cases without a click, nothing can be said: ½. */
  private static double auc(Day day, int[] cases) {
    double auc = Auc.of(some(day.p_N(), cases), some(day.clicked_N(), cases));
    return Double.isNaN(auc) ? .5 : auc;
  }

  private static double logLoss(Day day, int[] cases) {
    return LogLoss.of(some(day.p_N(), cases), some(day.clicked_N(), cases));
  }

  private static double[] some(double[] value_N, int[] cases) {
    return IntStream.of(cases).mapToDouble(i -> value_N[i]).toArray();
  }

  private static int[] some(int[] value_N, int[] cases) {
    return IntStream.of(cases).map(i -> value_N[i]).toArray();
  }
}
