package io.adlib.bench.ranker;

import io.adlib.core.Ad;
import io.adlib.core.Content;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import io.adlib.sid.feature.SemanticFeature;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.nearest.QuantisedVectors;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code SemanticAblation <folder> [seed] [users] [days]}: writes to {@code features-SEED.md} what
 * each semantic feature adds to the ranker, all sets trained and compared on the same impressions
 * of one demo market: the last day, held against what happened and against the truth.
 * benchmarks/features.md gives the command.
 */
public final class SemanticAblation {

  private SemanticAblation() {}

  /** Runs it and tells the table. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "."));
    Seed seed = new Seed(arguments.length > 1 ? Long.parseLong(arguments[1]) : 8);
    int users = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10_000;
    int days = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 14;
    var scale =
        new DemoScale(
            users,
            Math.max(400, users * 4 / 10),
            Math.max(240, users * 3 / 10),
            days,
            DemoScale.FULL.start());
    DemoMarket market = DemoMarket.generate(seed, scale);
    Tokenized tokens = tokenize(market, seed);
    var vectors = new QuantisedVectors(tokens.codebooks(), tokens.ids());
    var signals = new ItemSignals(Optional.of(vectors), Map.of());
    Map<String, FeatureSet> sets = new LinkedHashMap<>();
    choices()
        .forEach(
            (name, parts) ->
                sets.put(name, new FeatureSet(market.catalogue(), tokens.ids(), signals, parts)));
    Files.writeString(
        folder.resolve("features-%d.md".formatted(seed.value())), compare(market, sets, seed));
  }

  private static Map<String, Set<SemanticFeature>> choices() {
    var codes =
        EnumSet.of(SemanticFeature.CODES, SemanticFeature.RECENT_CODES, SemanticFeature.LAST_CODES);
    var choices = new LinkedHashMap<String, Set<SemanticFeature>>();
    choices.put("no semantic feature", Set.of());
    choices.put("+ codes and prefixes of the ad", EnumSet.of(SemanticFeature.CODES));
    choices.put("+ recent codes", EnumSet.of(SemanticFeature.RECENT_CODES));
    choices.put("+ last codes", EnumSet.of(SemanticFeature.LAST_CODES));
    choices.put("+ quantised vectors", EnumSet.of(SemanticFeature.VECTORS));
    choices.put("all codes", codes);
    choices.put("all codes and quantised vectors", SemanticFeature.all());
    return choices;
  }

  private static String compare(DemoMarket market, Map<String, FeatureSet> sets, Seed seed) {
    Instant lastDay = market.scale().liveStart().minus(Duration.ofDays(1));
    Instant from = market.scale().start().plus(Duration.ofDays(1));
    var replay = new TruthReplay(market);
    Map<String, ImpressionLog> logs = new LinkedHashMap<>();
    sets.forEach(
        (name, features) ->
            logs.put(name, new ImpressionLog(market.catalogue(), features, market.users(), from)));
    ImpressionLog first = logs.values().iterator().next();
    var keys = new ArrayList<String>();
    new History(market)
        .run(
            event -> {
              replay.accept(event);
              int before = first.impressions().size();
              logs.values().forEach(log -> log.accept(event));
              if (first.impressions().size() > before && !event.time().isBefore(lastDay)) {
                keys.add(TruthReplay.key(event));
              }
            },
            Progress.SILENT);
    Map<String, TruthReplay.Chances> chances = replay.chances();
    Impressions data = first.impressions();
    int start = data.from(lastDay);
    int[] day = IntStream.range(start, data.size()).toArray();
    double[] outcome = IntStream.of(day).mapToDouble(i -> data.isClicked(i) ? 1 : 0).toArray();
    double[] truth =
        IntStream.of(day)
            .mapToDouble(
                i -> {
                  TruthReplay.Chances known = chances.get(keys.get(i - start));
                  return known == null ? Double.NaN : known.click();
                })
            .toArray();
    var table =
        new RankerReport(
            "Clicks: %,d impressions of the last day of %,d".formatted(day.length, data.size()),
            outcome,
            truth,
            IntStream.of(day).map(data::request).toArray());
    table.row("truth", truth);
    sets.forEach(
        (name, features) -> {
          Impressions own = Objects.requireNonNull(logs.get(name)).impressions();
          TrainedRanker ranker =
              RankerTraining.train(own, features.names(), lastDay, seed, Progress.SILENT);
          table.row(
              name,
              IntStream.of(day).mapToDouble(i -> ranker.pClick(own, i, own.position(i))).toArray());
        });
    return table.toString();
  }

  private static Tokenized tokenize(DemoMarket market, Seed seed) {
    var items = new ArrayList<String>();
    var titles = new ArrayList<String>();
    var categories = new ArrayList<String>();
    var texts = new ArrayList<String>();
    for (Ad ad : market.catalogue().ads()) {
      items.add(ad.id());
      titles.add(ad.title());
      categories.add(String.join(" > ", ad.category()));
      texts.add(ad.embeddableText());
    }
    for (Content content : market.catalogue().contents()) {
      items.add(content.id());
      titles.add(content.title());
      categories.add("");
      texts.add(content.embeddableText());
    }
    try (var encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
      float[] vectors_ND = encoder.encode(texts, Progress.SILENT);
      var vectors = new ItemVectors(items, titles, categories, encoder.dimension(), vectors_ND);
      return Tokenizer.fit(vectors, KMeansSettings.DEFAULT, seed, Progress.SILENT);
    }
  }
}
