package io.adlib.app.hub;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.llm.market.Market;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.nearest.QuantisedVectors;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A demo market with its history. What language models are shown of it ends in the middle; searches
 * are measured on the second half, rankers on the last day, so that there are days with profiles to
 * learn from.
 *
 * @param events oldest first
 * @param ids of ads and contents
 * @param vectors of the same
 */
record HubMarket(DemoMarket market, List<Event> events, SemanticIds ids, QuantisedVectors vectors) {

  static HubMarket generate(Seed seed, DemoScale scale, Progress progress) {
    DemoMarket market = DemoMarket.generate(seed, scale);
    var events = new ArrayList<Event>();
    new History(market).run(events::add, progress);
    var catalogue = market.catalogue();
    var items = new ArrayList<String>();
    var titles = new ArrayList<String>();
    var categories = new ArrayList<String>();
    var texts = new ArrayList<String>();
    catalogue
        .ads()
        .forEach(
            ad -> {
              items.add(ad.id());
              titles.add(ad.title());
              categories.add(String.join(" > ", ad.category()));
              texts.add(ad.embeddableText());
            });
    catalogue
        .contents()
        .forEach(
            content -> {
              items.add(content.id());
              titles.add(content.title());
              categories.add("");
              texts.add(content.embeddableText());
            });
    try (var encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
      float[] vectors_ND = encoder.encode(texts, progress);
      var vectors = new ItemVectors(items, titles, categories, encoder.dimension(), vectors_ND);
      Tokenized tokens =
          Tokenizer.fit(
              vectors,
              KMeansSettings.DEFAULT.onThreads(Runtime.getRuntime().availableProcessors()),
              seed,
              progress);
      return new HubMarket(
          market,
          List.copyOf(events),
          tokens.ids(),
          new QuantisedVectors(tokens.codebooks(), tokens.ids()));
    }
  }

  /** When the day begins that rankers are measured on. */
  Instant lastDay() {
    return market.scale().liveStart().minus(Duration.ofDays(1));
  }

  /** When what is written is written. */
  Instant middle() {
    return market.scale().start().plus(Duration.ofDays(market.scale().days() / 2));
  }

  /** What a language model is shown of it, as of a moment. */
  Market asOf(Instant moment) {
    try (Stream<Event> some = events.stream()) {
      return Market.of(market.catalogue(), market.users(), some, moment);
    }
  }
}
