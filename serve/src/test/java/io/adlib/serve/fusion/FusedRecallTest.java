package io.adlib.serve.fusion;

import static io.adlib.serve.TestingMarket.NOON;
import static io.adlib.serve.TestingMarket.adId;
import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Ad;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.DecisionEngine;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Recall.Proposal;
import io.adlib.serve.release.Release;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.nearest.Companions;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class FusedRecallTest {

  private static final int BEAM = 4;

  private static Release plain() {
    return TestingMarket.release("v1", TestingMarket.catalogue(), new TestingRecall())
        .with(new TestingVectors().tokenizer());
  }

  private static Release fused(Release plain, Companions companions, double[] weight_F) {
    return plain.with(
        new FusedRecall(
            plain.recall(),
            plain.ids(),
            plain.trie(),
            companions,
            plain.vectors().orElseThrow(),
            new Choice(weight_F)));
  }

  /** Every item goes with some others, drawn. */
  private static Companions companions(int items, RandomGenerator random) {
    var builder = new Companions.Builder(items);
    for (int item = 0; item < items; item++) {
      random
          .ints(random.nextInt(12), 0, items)
          .distinct()
          .forEach(other -> builder.add(other, random.nextInt(1, 9) / 8f));
      builder.endRow();
    }
    return builder.build();
  }

  private static Companions none(int items) {
    var builder = new Companions.Builder(items);
    IntStream.range(0, items).forEach(_ -> builder.endRow());
    return builder.build();
  }

  private static UserState user(List<String> subjects) {
    UserState user = UserState.unknown("u");
    for (int i = 0; i < subjects.size(); i++) {
      user =
          user.with(
              Event.organic(
                  "e" + i,
                  NOON.minusSeconds(100 - i),
                  "u",
                  i % 5 == 3 ? Event.Kind.SEARCH : Event.Kind.CONTENT,
                  subjects.get(i),
                  new Environment("", "", "", "")));
    }
    return user;
  }

  private static List<String> drawn(Release release, RandomGenerator random) {
    int items = release.ids().size();
    return random
        .ints(random.nextInt(1, 45), 0, items + 5)
        .mapToObj(item -> item < items ? release.ids().items().get(item) : "unknown" + item)
        .toList();
  }

  private static LegalLeaves legal(Release release, RandomGenerator random) {
    var bits = new BitSet();
    IntStream.range(0, release.trie().leaves())
        .filter(_ -> random.nextInt(4) > 0)
        .forEach(bits::set);
    return LegalLeaves.of(bits);
  }

  // ── a naive twin ─────────────────────────────────────────────────────────────────────────────

  private static List<Proposal> naive(
      Release plain, Companions companions, Choice choice, UserState user, LegalLeaves legal) {
    var taken = new ArrayList<Integer>();
    for (Event event : user.recent().reversed()) {
      int item = event.kind() == Event.Kind.SEARCH ? -1 : plain.ids().indexOf(event.subject());
      if (item >= 0 && taken.size() < 30) {
        taken.add(item);
      }
    }
    QuantisedVectors vectors = plain.vectors().orElseThrow();
    Map<Integer, Float> together = new HashMap<>();
    Map<Integer, Float> newest = new HashMap<>();
    float[] liked = new float[vectors.width()];
    float[] last = new float[vectors.width()];
    double age = 1;
    double textAge = 1;
    for (int item : taken) {
      for (int e = companions.start().get(item); e < companions.start().get(item + 1); e++) {
        float weight = companions.weight(e);
        together.merge(companions.item().get(e), (float) age * weight, Float::sum);
        if (item == taken.getFirst() && age == 1) {
          newest.merge(companions.item().get(e), weight, Float::sum);
        }
      }
      vectors.add(item, (float) textAge, liked);
      age *= .65;
      textAge *= .8;
    }
    vectors.add(taken.getFirst(), 1, last);
    var by = new TreeMap<Integer, List<String>>();
    var request = request("r", "u");
    List<Proposal> generated = plain.recall().propose(user, request, legal, BEAM, BEAM);
    generated.forEach(p -> add(by, p.leaf(), Recall.GENERATOR));
    List<Integer> open =
        IntStream.range(0, plain.trie().leaves())
            .filter(leaf -> legal.any(leaf, leaf + 1))
            .boxed()
            .toList();
    open.stream()
        .filter(leaf -> together.containsKey(plain.trie().item(leaf)))
        .sorted(Comparator.comparing(leaf -> -together.get(plain.trie().item(leaf))))
        .limit(32)
        .forEach(leaf -> add(by, leaf, FusedRecall.COMPANIONS));
    open.stream()
        .sorted(Comparator.comparing(leaf -> -vectors.toward(liked).of(plain.trie().item(leaf))))
        .limit(32)
        .forEach(leaf -> add(by, leaf, FusedRecall.TEXT));
    int[] leaf_C = by.keySet().stream().mapToInt(leaf -> leaf).toArray();
    float[][] scores_PC = new float[5][leaf_C.length];
    for (int c = 0; c < leaf_C.length; c++) {
      int leaf = leaf_C[c];
      int item = plain.trie().item(leaf);
      scores_PC[0][c] =
          (float)
              generated.stream()
                  .filter(p -> p.leaf() == leaf)
                  .mapToDouble(Proposal::logP)
                  .findFirst()
                  .orElseGet(() -> plain.recall().logP(user, request, legal, leaf));
      scores_PC[1][c] = together.getOrDefault(item, 0f);
      scores_PC[2][c] = newest.getOrDefault(item, 0f);
      scores_PC[3][c] = vectors.toward(liked).of(item);
      scores_PC[4][c] = vectors.toward(last).of(item);
    }
    Evidence evidence = Evidence.among(scores_PC, leaf_C, -1);
    return IntStream.range(0, leaf_C.length)
        .boxed()
        .sorted(Comparator.comparing(c -> -(float) choice.score(evidence, c)))
        .limit(10)
        .map(c -> new Proposal(leaf_C[c], scores_PC[0][c], by.get(leaf_C[c])))
        .toList();
  }

  private static void add(Map<Integer, List<String>> by, int leaf, String source) {
    by.computeIfAbsent(leaf, _ -> new ArrayList<>()).add(source);
  }

  @Property(tries = 150)
  void proposesWhatANaiveTwinProposes(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    Release plain = plain();
    Companions companions = companions(plain.ids().size(), random);
    double[] weight_F = random.doubles(FusedRecall.FEATURES).map(x -> 2 * x - .5).toArray();
    Recall recall = fused(plain, companions, weight_F).recall();
    for (int i = 0; i < 4; i++) {
      UserState user = user(drawn(plain, random));
      LegalLeaves legal = legal(plain, random);
      boolean known =
          user.recent().stream()
              .anyMatch(
                  event ->
                      event.kind() != Event.Kind.SEARCH
                          && plain.ids().indexOf(event.subject()) >= 0);
      List<Proposal> expected =
          known
              ? naive(plain, companions, new Choice(weight_F), user, legal)
              : plain.recall().propose(user, request("r", "u"), legal, BEAM, 10);
      assertThat(recall.propose(user, request("r", "u"), legal, BEAM, 10)).isEqualTo(expected);
    }
  }

  // ── whom nobody knows ────────────────────────────────────────────────────────────────────────

  @Test
  void withoutHistoryOrConsentTheGeneratorProposesAlone() {
    Release plain = plain();
    Companions companions = companions(plain.ids().size(), new Seed(1).generator());
    Recall recall = fused(plain, companions, FusedRecall.generatorAlone()).recall();
    LegalLeaves all = LegalLeaves.all(plain.trie());
    UserState nobody = UserState.unknown("u");
    assertThat(recall.propose(nobody, request("r", "u"), all, BEAM, 10))
        .isEqualTo(plain.recall().propose(nobody, request("r", "u"), all, BEAM, 10));
    UserState user = user(List.of(adId(0, 0), adId(1, 1)));
    var refused = request("r", "u", false, 3);
    assertThat(recall.propose(user, refused, all, BEAM, 10))
        .isEqualTo(plain.recall().propose(user, refused, all, BEAM, 10));
    assertThat(((FusedRecall) recall).evidence(user, refused, all, BEAM, 0)).isEmpty();
  }

  @Test
  void whereNothingIsLegalNothingIsProposed() {
    Release plain = plain();
    Recall recall =
        fused(
                plain,
                companions(plain.ids().size(), new Seed(1).generator()),
                FusedRecall.generatorAlone())
            .recall();
    assertThat(
            recall.propose(
                user(List.of(adId(0, 0))),
                request("r", "u"),
                LegalLeaves.of(new BitSet()),
                BEAM,
                10))
        .isEmpty();
  }

  @Test
  void weightsOfAnotherNumberOfFeaturesAreRefused() {
    Release plain = plain();
    assertThatThrownBy(() -> fused(plain, none(plain.ids().size()), new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 weights");
  }

  // ── the request path ─────────────────────────────────────────────────────────────────────────

  private static Decision decide(Release release, UserState user) {
    var engine = new DecisionEngine(PathConfig.DEFAULT, () -> 0, _ -> 0, _ -> 0);
    return engine.decide(
        SlateQuery.of(request("r", "u")), release, user, FrequencyCounts.NONE, Budgets.UNLIMITED);
  }

  private static List<String> sourcesOf(Decision decision, String ad) {
    int number = decision.release().catalogue().adIndex(ad);
    return decision.candidates().stream()
        .filter(candidate -> candidate.ad() == number)
        .findFirst()
        .map(Decision.Valued::sources)
        .orElse(List.of());
  }

  @Test
  void adsThatGoWithTheHistoryCompeteUnderTheirSourceAndStayIfTheyMayBeShown() {
    Release plain = plain();
    var builder = new Companions.Builder(plain.ids().size());
    for (int item = 0; item < plain.ids().size(); item++) {
      if (item == 0) {
        builder.add(plain.ids().indexOf(adId(7, 2)), 1);
        builder.add(plain.ids().indexOf(adId(5, 2)), 1); // whose flight is over
      }
      builder.endRow();
    }
    double[] weight_F = FusedRecall.generatorAlone();
    weight_F[Evidence.VIEWS] = 50;
    Release release = fused(plain, builder.build(), weight_F);
    Decision decision = decide(release, user(List.of(adId(0, 0))));
    assertThat(sourcesOf(decision, adId(7, 2))).contains(FusedRecall.COMPANIONS);
    assertThat(decision.candidates().getFirst().ad())
        .as("the best by these weights")
        .isEqualTo(plain.catalogue().adIndex(adId(7, 2)));
    assertThat(sourcesOf(decision, adId(5, 2))).isEmpty();
  }

  @Test
  void adsThatComeAreFoundByTheirTextsAndThoseThatGoAreNot() {
    Release plain = plain();
    double[] weight_F = new double[FusedRecall.FEATURES];
    weight_F[3 * Evidence.VIEWS] = 1;
    Release release = fused(plain, none(plain.ids().size()), weight_F);
    UserState user = user(List.of(adId(7, 2)));
    var fresh =
        new Ad("fresh", "camp1", "Title", "", List.of(), "", Optional.empty(), "", "", NOON);
    int like = plain.ids().indexOf(adId(7, 2));
    short[] codes = {
      (short) plain.ids().code(like, 0), (short) plain.ids().code(like, 1), (short) 9
    };
    assertThat(sourcesOf(decide(release, user), "fresh")).isEmpty();
    Release grown = release.next(List.of(fresh), codes, new RoaringBitmap());
    assertThat(sourcesOf(decide(grown, user), "fresh")).contains(FusedRecall.TEXT);
    var gone = RoaringBitmap.bitmapOf(grown.catalogue().adIndex("fresh"));
    assertThat(sourcesOf(decide(grown.next(List.of(), new short[0], gone), user), "fresh"))
        .isEmpty();
    UserState readerOfFresh = user(List.of("fresh"));
    assertThat(decide(grown, readerOfFresh).candidates())
        .as("an ad that co-occurrence has never heard of is read like any other")
        .anyMatch(candidate -> candidate.sources().contains(FusedRecall.TEXT));
  }
}
