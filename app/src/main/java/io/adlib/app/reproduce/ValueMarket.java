package io.adlib.app.reproduce;

import io.adlib.app.demo.MarketWorkspace;
import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.TokenizeStage;
import io.adlib.app.value.AdWorth;
import io.adlib.app.value.Episodes;
import io.adlib.app.value.HeldOutCases;
import io.adlib.app.value.LoggedRequest;
import io.adlib.app.value.LoggedRequests;
import io.adlib.app.value.RankerSimulator;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.MarketData;
import io.adlib.evaluate.lift.AdCounts;
import io.adlib.infer.ranker.Ranker;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.policy.Episode;
import io.adlib.learn.policy.HitRateGuard;
import io.adlib.learn.policy.VaftWeights;
import io.adlib.learn.policy.ValueData;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Habits;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.History;
import io.adlib.market.simulate.MemoryWorld;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The demo market as the value stages need it: history, semantic IDs and ranker from the ordinary
 * pipeline (found again by the next run), and what they learn from. One user in five is held out.
 *
 * @param memory what shoppers remember of the history; give each policy a copy
 * @param after users as the history leaves them; give each policy a copy
 * @param config the generator's, by the size of the data
 * @param prompts of that generator
 */
record ValueMarket(
    DemoMarket market,
    SemanticIds ids,
    Trie trie,
    Ranker ranker,
    Exposures memory,
    MemoryWorld after,
    GeneratorConfig config,
    PromptBuilder prompts,
    List<TrainingSequence> train,
    List<TrainingSequence> valid,
    Episodes episodes,
    ValueData data) {

  private static final int HELD_OUT = 5;
  private static final int CASES = 10_000;

  /**
   * Makes or finds it.
   *
   * @param requests about so many of the log's requests to try ads at
   */
  static ValueMarket open(
      Path folder, Seed seed, DemoScale scale, int requests, Progress progress) {
    DemoMarket market = DemoMarket.generate(seed, scale);
    Session first = MarketWorkspace.open(folder, market, progress);
    List<Event> events = new ArrayList<>();
    Exposures memory = new History(market).run(events::add, progress);
    if (!MarketWorkspace.isFilled(first)) {
      MarketData.save(
          first.workspace(),
          market.catalogue(),
          market.users(),
          events.stream(),
          InstantSource.system(),
          progress);
    }
    Session session = Session.open(folder, progress);
    var pipeline = new Pipeline();
    pipeline.encode().run(session);
    SemanticIds ids = TokenizeStage.ids(pipeline.tokenize().run(session));
    Ranker ranker = pipeline.ranker().load(session);
    return of(market, events, memory, ids, ranker, session.config().train().history(), requests);
  }

  private static ValueMarket of(
      DemoMarket market,
      List<Event> events,
      Exposures memory,
      SemanticIds ids,
      Ranker ranker,
      int history,
      int requests) {
    var catalogue = market.catalogue();
    Trie trie = Release.trieOfAds(catalogue, ids);
    long clicks = events.stream().filter(e -> e.kind() == Event.Kind.CLICK).count();
    long shown = events.stream().filter(e -> e.kind() == Event.Kind.IMPRESSION).count();
    GeneratorConfig config = GeneratorConfig.forData(ids, history, clicks);
    var prompts = new PromptBuilder(ids, config.shape());
    var counts = new AdCounts(catalogue);
    var after = new MemoryWorld(market.users());
    double share = Math.min(1, 1.1 * requests * Habits.SLOTS / shown);
    var log = new LoggedRequests(market.users(), u -> !isHeldOut(u), share, Habits.SLOTS);
    Map<String, List<Event>> byUser = new LinkedHashMap<>();
    for (Event event : events) {
      counts.add(event);
      after.observe(event);
      log.accept(event);
      if (event.kind() != Event.Kind.IMPRESSION) {
        byUser.computeIfAbsent(event.user(), _ -> new ArrayList<>()).add(event);
      }
    }
    var train = new ArrayList<TrainingSequence>();
    var valid = new ArrayList<TrainingSequence>();
    byUser.forEach(
        (user, own) ->
            (isHeldOut(user) ? valid : train)
                .addAll(prompts.train(market.users().get(market.truth().userNumber(user)), own)));
    var episodes = new Episodes(catalogue, ids, trie, prompts);
    List<LoggedRequest> asked =
        log.taken().stream().filter(episodes::isOpen).limit(requests).toList();
    List<Episode> tried = episodes.of(asked);
    var worth = new AdWorth(catalogue);
    var data =
        new ValueData(
            ids,
            trie,
            train,
            VaftWeights.of(train, worth.ofClicks(ids, counts), worth.ofConversions(ids, counts)),
            tried,
            new RankerSimulator(catalogue, ids, ranker, asked),
            new HitRateGuard(HeldOutCases.of(valid, trie, CASES), trie, .02));
    return new ValueMarket(
        market, ids, trie, ranker, memory, after, config, prompts, train, valid, episodes, data);
  }

  private static boolean isHeldOut(String user) {
    return Math.floorMod(user.hashCode(), HELD_OUT) == 0;
  }
}
