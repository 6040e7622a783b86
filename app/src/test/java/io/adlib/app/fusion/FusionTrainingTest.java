package io.adlib.app.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.nearest.QuantisedVectors;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who reads content n mostly clicks ad n next; the generator has no idea, and texts say nothing.
 */
class FusionTrainingTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final int ITEMS = 40;
  private static final int USERS = 200;

  @TempDir Path folder;

  private static Catalogue catalogue() {
    List<Ad> ads = new ArrayList<>();
    List<Content> contents = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      ads.add(new Ad("a" + i, "c", "Ad " + i, "", List.of(), "", Optional.empty(), "", "", START));
      contents.add(new Content("t" + i, "article", "Text " + i, "", List.of(), ""));
    }
    var campaign =
        new Campaign(
            "c",
            "v",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("100", "EUR"),
            new Campaign.Flight(START.minusSeconds(1), START.plusSeconds(1 << 24)),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    return new Catalogue(
        List.of(new Advertiser("v", "Vendor", ZoneId.of("UTC"))),
        List.of(campaign),
        ads,
        contents,
        new ExchangeRates(LocalDate.of(2026, 11, 1), "EUR", Map.of()));
  }

  private static List<Event> events(double habit) {
    RandomGenerator random = new Seed(5).generator();
    List<Event> events = new ArrayList<>();
    var nowhere = new Environment("", "", "", "");
    for (int u = 0; u < USERS; u++) {
      for (int step = 0; step < 6; step++) {
        int read = random.nextInt(ITEMS);
        int clicked = random.nextDouble() < habit ? read : random.nextInt(ITEMS);
        Instant time = START.plusSeconds(1000L * step + u);
        String id = "e%d-%d".formatted(u, step);
        events.add(Event.organic(id + "r", time, "u" + u, Event.Kind.CONTENT, "t" + read, nowhere));
        events.add(
            Event.organic(
                id + "c", time.plusSeconds(9), "u" + u, Event.Kind.CLICK, "a" + clicked, nowhere));
      }
    }
    events.sort(Comparator.comparing(Event::time).thenComparing(Event::id));
    return events;
  }

  private FusionTraining.Learnt learnt(double habit) {
    return learnt(habit, Clueless::new, UserAsOf.UNCHANGED);
  }

  private FusionTraining.Learnt learnt(
      double habit, Function<Trie, Recall> generator, UserAsOf known) {
    Catalogue catalogue = catalogue();
    var workspace = Workspace.create(folder.resolve("w" + habit));
    List<User> users =
        IntStream.range(0, USERS).mapToObj(u -> new User("u" + u, Map.of())).toList();
    MarketData.save(
        workspace,
        catalogue,
        users,
        events(habit).stream(),
        InstantSource.system(),
        Progress.SILENT);
    short[] codes = new short[2 * ITEMS * 3];
    List<String> items = new ArrayList<>();
    for (int item = 0; item < 2 * ITEMS; item++) {
      items.add(item < ITEMS ? "a" + item : "t" + (item - ITEMS));
      codes[item * 3] = (short) (item % 16);
      codes[item * 3 + 1] = (short) (item / 16);
    }
    var ids = new SemanticIds(items, 3, 16, codes);
    Trie trie = Release.trieOfAds(catalogue, ids);
    float[] centroids = new float[2 * 16 * 4];
    RandomGenerator random = new Seed(8).generator();
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) random.nextGaussian();
    }
    var training =
        new FusionTraining(
            catalogue,
            ids,
            trie,
            generator.apply(trie),
            new QuantisedVectors(new Codebooks(2, 16, 4, centroids), ids),
            8,
            Progress.SILENT);
    var log = new EventLog(workspace, InstantSource.system());
    try (var histories = log.byUser(EnumSet.allOf(Event.Kind.class), folder.resolve("spill"))) {
      return training.of(histories, Map.of(), known, user -> user.endsWith("3"), folder);
    }
  }

  /** Finds every ad as likely as any other, but for a hair. */
  private static class Clueless implements Recall {

    private final Trie trie;

    Clueless(Trie trie) {
      this.trie = trie;
    }

    @Override
    public List<Proposal> propose(
        UserState user, Request request, LegalLeaves legal, int beam, int k) {
      return IntStream.range(0, Math.min(k, trie.leaves()))
          .mapToObj(leaf -> new Proposal(leaf, logP(user, request, legal, leaf)))
          .toList();
    }

    @Override
    public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
      return -Math.log(ITEMS) - leaf * 1e-3;
    }

    @Override
    public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
      return List.of();
    }

    @Override
    public double[] attention(UserState user, Request request) {
      return new double[user.recent().size()];
    }

    @Override
    public Recall over(SemanticIds ids, Trie changed) {
      return this;
    }
  }

  @Test
  void theEvidenceThatTellsIsFoundAndRanksClicksOfUsersThatNobodyLearntFrom() {
    FusionReport report = learnt(.8).report();
    assertThat(report.clicks()).isEqualTo(USERS / 10 * 6);
    assertThat(report.found()).isGreaterThan(report.clicks() * 7 / 10);
    assertThat(report.hitRate().generator()).isLessThan(.4);
    assertThat(report.hitRate().fused()).isGreaterThan(.7);
    assertThat(report.ndcg().fused()).isGreaterThan(2 * report.ndcg().generator());
  }

  @Test
  void companionsAreOfThoseTheGeneratorLearntFromAndOnlyAds() {
    FusionTraining.Learnt learnt = learnt(1);
    assertThat(learnt.companions().items()).isEqualTo(2 * ITEMS);
    for (int read = 0; read < ITEMS; read++) {
      int first = learnt.companions().start().get(ITEMS + read);
      assertThat(learnt.companions().item().get(first))
          .as("what follows t%d", read)
          .isEqualTo(read);
    }
    for (int e = 0; e < learnt.companions().item().size(); e++) {
      assertThat(learnt.companions().item().get(e)).isLessThan(ITEMS);
    }
  }

  /** Serving's prompts have profiles, so those that weights are learnt by have them too. */
  @Test
  void theGeneratorIsAskedWithTheProfileOfBeforeEachRequest() {
    Instant written = START.plusSeconds(2500);
    var asked = new HashMap<Instant, User>();
    learnt(
        1,
        trie ->
            new Clueless(trie) {
              @Override
              public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
                asked.put(request.time(), user.user());
                return super.logP(user, request, legal, leaf);
              }
            },
        (user, moment) ->
            moment.isBefore(written) ? user : new User(user.id(), Map.of("interest1", "tea")));
    assertThat(asked).hasSize(USERS / 10 * 6);
    asked.forEach(
        (time, user) ->
            assertThat(user.attributes().containsKey("interest1"))
                .as("at %s", time)
                .isEqualTo(!time.isBefore(written)));
  }

  @Test
  void fromNobodyTheGeneratorAloneIsLearnt() {
    FusionTraining.Learnt learnt = learntFromNobody();
    assertThat(learnt.choice().weight_F())
        .containsExactly(FusedRecall.generatorAlone(), within(0.0));
    assertThat(learnt.report().clicks()).isZero();
  }

  private FusionTraining.Learnt learntFromNobody() {
    Catalogue catalogue = catalogue();
    var ids = new SemanticIds(List.of("a0", "t0"), 3, 16, new short[] {0, 0, 0, 1, 0, 0});
    Trie trie = Release.trieOfAds(catalogue, ids);
    var workspace = Workspace.create(folder.resolve("nobody"));
    MarketData.save(
        workspace,
        catalogue,
        List.of(),
        events(1).stream().filter(event -> event.user().equals("u1")),
        InstantSource.system(),
        Progress.SILENT);
    var training =
        new FusionTraining(
            catalogue,
            ids,
            trie,
            new Clueless(trie),
            new QuantisedVectors(new Codebooks(2, 16, 4, new float[2 * 16 * 4]), ids),
            8,
            Progress.SILENT);
    var log = new EventLog(workspace, InstantSource.system());
    try (var histories = log.byUser(EnumSet.allOf(Event.Kind.class), folder.resolve("spill"))) {
      return training.of(histories, Map.of(), UserAsOf.UNCHANGED, _ -> false, folder);
    }
  }
}
