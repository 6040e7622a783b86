package io.adlib.bench.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.infer.ranker.Ranker;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served is what was trained: learn's predictions on its log, infer's at the request. */
class RankerParityTest {

  @TempDir Path folder;

  @Test
  void servingAgreesWithTrainingOnTheSameImpressions() {
    DemoMarket market =
        DemoMarket.generate(new Seed(3), new DemoScale(150, 80, 80, 4, DemoScale.TINY.start()));
    var features = new FeatureSet(market.catalogue(), ids(market));
    var log =
        new ImpressionLog(market.catalogue(), features, market.users(), market.scale().start());
    Map<String, UserState> states = new HashMap<>();
    market.users().forEach(user -> states.put(user.id(), new UserState(user, java.util.List.of())));
    var before = new ArrayList<UserState>();
    var shown = new ArrayList<Event>();
    new History(market)
        .run(
            event -> {
              UserState state = states.getOrDefault(event.user(), UserState.unknown(event.user()));
              int count = log.impressions().size();
              log.accept(event);
              if (log.impressions().size() > count) {
                boolean same =
                    !shown.isEmpty() && shown.getLast().request().equals(event.request());
                before.add(same ? before.getLast() : state);
                shown.add(event);
              }
              states.put(event.user(), state.with(event));
            },
            Progress.SILENT);
    Impressions data = log.impressions();
    TrainedRanker trained =
        RankerTraining.train(
            data, features.names(), market.scale().liveStart(), new Seed(1), Progress.SILENT);
    Path file = folder.resolve("ranker.safetensors");
    trained.save(file, "");
    Ranker ranker = Ranker.load(file, features);
    int compared = 0;
    for (int i = 0; i < data.size(); i++) {
      Event event = shown.get(i);
      if (i > 0 && shown.get(i - 1).request().equals(event.request())) {
        continue;
      }
      Ranker.Values values =
          ranker.value(before.get(i), asked(before.get(i), event), new int[] {data.ad(i)});
      assertThat(values.pClick()[0]).isCloseTo(trained.pClick(data, i, 0), within(1e-6));
      assertThat(values.pConversion()[0]).isCloseTo(trained.pConversion(data, i), within(1e-6));
      compared++;
    }
    assertThat(compared).isGreaterThan(100);
  }

  /** The request as the server saw it. */
  private static Request asked(UserState state, Event event) {
    boolean search = event.environment().placement().equals("search-top");
    return new Request(
        event.request().orElse(""),
        event.user(),
        event.environment(),
        search ? Optional.of(state.recent().getLast().subject()) : Optional.empty(),
        true,
        event.time(),
        Duration.ofMillis(50),
        1);
  }

  private static SemanticIds ids(DemoMarket market) {
    var items = new ArrayList<String>();
    int ads = market.catalogue().ads().size();
    int contents = market.catalogue().contents().size();
    short[] codes = new short[2 * (ads + contents)];
    for (int i = 0; i < ads + contents; i++) {
      String about;
      if (i < ads) {
        items.add(market.catalogue().ads().get(i).id());
        about = market.catalogue().ads().get(i).category().getLast();
      } else {
        items.add(market.catalogue().contents().get(i - ads).id());
        about = market.catalogue().contents().get(i - ads).tags().getFirst();
      }
      codes[2 * i] = (short) Math.floorMod(about.hashCode(), 64);
      codes[2 * i + 1] = (short) (i % 8);
    }
    return Suffixes.assign(items, codes, 2, 64);
  }
}
