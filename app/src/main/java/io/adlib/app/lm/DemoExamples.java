package io.adlib.app.lm;

import io.adlib.core.Ad;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoTeacher;
import io.adlib.market.demo.DemoTeacher.AdFacts;
import io.adlib.market.demo.DemoTeacher.Fit;
import io.adlib.market.demo.DemoTeacher.QueryFacts;
import io.adlib.market.demo.Truth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Examples of four tasks out of the demo market, labelled by its teacher. A fifth of the ads and a
 * fifth of the queries are kept for the test: no test ad and, for relevance, no test query is among
 * the examples.
 */
public final class DemoExamples {

  /** A query's or an ad's side of the split. */
  private static final double TEST_SHARE = .2;

  private static final int DAYS = 14;
  private static final int QUERIES_AN_AD = 5;
  private static final int LONGEST_FUNCTION = 40;
  private static final int KEYWORDS = 10;

  private final DemoTeacher teacher = new DemoTeacher();
  private final List<Ad> ads;
  private final List<AdFacts> facts;
  private final Bm25 index;
  private final Seed seed;
  private final int most;

  /** Queries that were typed, each with how often, by topic, of either side. */
  private final Map<Integer, Map<String, Integer>> learned = new HashMap<>();

  private final Map<Integer, Map<String, Integer>> held = new HashMap<>();
  private final Map<String, QueryFacts> read = new HashMap<>();

  /** An input with its answer. */
  public record Labelled<I, A>(I input, List<String> rationale, A answer) {}

  /**
   * Reads a market's catalogue and the searches of some of its people.
   *
   * @param searchers how many people's searches are read
   * @param most ads to learn from
   * @throws CancellationException if the thread is interrupted
   */
  public DemoExamples(DemoMarket market, int searchers, int most, Progress progress, Seed seed) {
    this.seed = seed;
    this.most = most;
    ads = market.catalogue().ads();
    facts = ads.stream().map(teacher::read).toList();
    index = new Bm25(ads.stream().map(ad -> Item.of(ad).sheet()).toList());
    int count = Math.min(searchers, market.users().size());
    try (Progress.Task task = progress.start("read searches", count)) {
      for (int user = 0; user < count; user++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException();
        }
        readSearches(market, user);
        task.advance(1);
      }
    }
  }

  private void readSearches(DemoMarket market, int user) {
    for (int day = 0; day < Math.min(DAYS, market.scale().days()); day++) {
      market.habits().visits(market.users().get(user).id(), day).stream()
          .flatMap(visit -> visit.organic().stream())
          .filter(event -> event.kind() == Event.Kind.SEARCH)
          .forEach(event -> typed(event.subject()));
    }
  }

  private void typed(String query) {
    QueryFacts facts = read(query);
    if (facts.topic() >= 0) {
      (isTest("query", query) ? held : learned)
          .computeIfAbsent(facts.topic(), _ -> new TreeMap<>())
          .merge(query, 1, Integer::sum);
    }
  }

  private QueryFacts read(String query) {
    return read.computeIfAbsent(query, teacher::read);
  }

  private Fit fit(String query, int ad) {
    return teacher.fit(read(query), facts.get(ad));
  }

  private boolean isTest(String kind, String id) {
    return seed.of(kind).of(id).generator().nextDouble() < TEST_SHARE;
  }

  /** Who knows the labels. */
  public DemoTeacher teacher() {
    return teacher;
  }

  /** What the teacher reads in an ad, by its number. */
  AdFacts facts(int ad) {
    return facts.get(ad);
  }

  /** Numbers of the ads on a side. */
  List<Integer> ads(boolean test) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < ads.size(); i++) {
      if (isTest("ad", ads.get(i).id()) == test) {
        numbers.add(i);
      }
    }
    if (!test && numbers.size() > most) {
      java.util.Collections.shuffle(numbers, java.util.Random.from(seed.of("most").generator()));
      return numbers.subList(0, most).stream().sorted().toList();
    }
    return numbers;
  }

  /** Whether people typed a query, on either side. */
  boolean wasTyped(String query) {
    int topic = teacher.read(query).topic();
    return learned.getOrDefault(topic, Map.of()).containsKey(query)
        || held.getOrDefault(topic, Map.of()).containsKey(query);
  }

  /** For each ad of a side and each of the four grades a query, if there is one. */
  List<Labelled<QueryAd, Grade>> relevance(boolean test) {
    Map<Integer, Map<String, Integer>> from = test ? held : learned;
    List<String> all = from.values().stream().flatMap(m -> m.keySet().stream()).sorted().toList();
    var examples = new ArrayList<Labelled<QueryAd, Grade>>();
    for (int ad : ads(test)) {
      RandomGenerator random = seed.of("pairs").of(ads.get(ad).id()).generator();
      int topic = facts.get(ad).topic();
      List<String> near = new ArrayList<>();
      for (int other = 0; other < Truth.TOPICS; other++) {
        if (Truth.categoryOfTopic(other) == Truth.categoryOfTopic(topic)) {
          near.addAll(from.getOrDefault(other, Map.of()).keySet());
        }
      }
      for (Fit fit : Fit.values()) {
        List<String> fitting =
            fit == Fit.NONE
                ? random
                    .ints(9, 0, all.size())
                    .mapToObj(all::get)
                    .filter(q -> fit(q, ad) == fit)
                    .toList()
                : near.stream().filter(q -> fit(q, ad) == fit).toList();
        if (!fitting.isEmpty()) {
          examples.add(pair(ad, fitting.get(random.nextInt(fitting.size())), fit));
        }
      }
    }
    return examples;
  }

  /** The same pairs, each with its label. */
  public List<QueryAd> pairs(boolean test) {
    return relevance(test).stream().map(Labelled::input).toList();
  }

  private Labelled<QueryAd, Grade> pair(int ad, String query, Fit fit) {
    var input =
        new QueryAd(
            query + "\t" + ads.get(ad).id(),
            query,
            dossier(ad),
            OptionalInt.of(Grade.valueOf(fit.name()).number()));
    return new Labelled<>(input, List.of(), Grade.valueOf(fit.name()));
  }

  private AdDossier dossier(int ad) {
    return AdDossier.of(Item.of(ads.get(ad)));
  }

  /** Queries that people typed who wanted just that, the most frequent first. */
  List<Labelled<AdKeywords, QueriesTask.Answer>> queries(boolean test) {
    var examples = new ArrayList<Labelled<AdKeywords, QueriesTask.Answer>>();
    for (int ad : ads(test)) {
      Item item = Item.of(ads.get(ad));
      String text = String.join("\n", item.title(), item.title(), item.topic(), item.sheet());
      List<String> keywords = index.keywords(text, KEYWORDS);
      List<QueriesTask.Query> typed =
          learned.getOrDefault(facts.get(ad).topic(), Map.of()).entrySet().stream()
              .filter(e -> fit(e.getKey(), ad) == Fit.PERFECT)
              .sorted(
                  Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(QUERIES_AN_AD)
              .map(e -> new QueriesTask.Query(keywords.getFirst(), e.getKey()))
              .toList();
      if (test || typed.size() >= 3) {
        examples.add(
            new Labelled<>(
                new AdKeywords(dossier(ad), keywords, index, ad),
                List.of(),
                new QueriesTask.Answer(typed)));
      }
    }
    return examples;
  }

  /** What each ad is, as the teacher tags it. */
  List<Labelled<TaggedItem, TagsTask.Answer>> tags(boolean test) {
    var examples = new ArrayList<Labelled<TaggedItem, TagsTask.Answer>>();
    for (int ad : ads(test)) {
      AdFacts what = facts.get(ad);
      Set<String> functions = new LinkedHashSet<>(List.of(what.trait(), what.feature()));
      functions.removeIf(f -> f.isEmpty() || f.length() > LONGEST_FUNCTION);
      List<TagsTask.Tone> tones =
          List.of(
              TagsTask.Tone.PLAIN,
              TagsTask.Tone.WARM,
              TagsTask.Tone.TECHNICAL,
              TagsTask.Tone.PLAYFUL);
      var answer =
          new TagsTask.Answer(
              what.product(),
              List.copyOf(functions),
              List.of(),
              what.use().isEmpty() ? List.of() : List.of(what.use()),
              ads.get(ad).brand(),
              what.tier() == 2 ? TagsTask.Tone.PREMIUM : tones.get(what.style()));
      examples.add(
          new Labelled<>(
              new TaggedItem(Item.of(ads.get(ad)), Optional.of(answer)), List.of(), answer));
    }
    return examples;
  }

  /** Copy by the teacher's pen. */
  List<Labelled<AdDossier, CopyTask.Answer>> copy(boolean test) {
    return ads(test).stream()
        .map(ad -> new Labelled<>(dossier(ad), List.<String>of(), DemoCopy.write(facts.get(ad))))
        .toList();
  }

  /**
   * Copy for ads that nobody sells: facts of different ads of the training side put together, half
   * of them of words at random, so that what a fact says cannot be guessed and has to be copied.
   */
  List<Labelled<AdDossier, CopyTask.Answer>> mixedCopy(int count) {
    List<AdFacts> from = ads(false).stream().map(facts::get).toList();
    List<String> words =
        from.stream()
            .flatMap(f -> Stream.of(f.trait(), f.product(), f.feature(), f.use()))
            .flatMap(fact -> Stream.of(fact.split(" ")))
            .distinct()
            .filter(word -> word.chars().allMatch(Character::isLowerCase))
            .sorted()
            .toList();
    RandomGenerator random = seed.of("mixed").generator();
    return IntStream.range(0, count)
        .mapToObj(i -> mixed(i, i % 2 == 0 ? any(from, random) : made(words, random)))
        .toList();
  }

  private static AdFacts any(List<AdFacts> from, RandomGenerator random) {
    return new AdFacts(
        -1,
        from.get(random.nextInt(from.size())).product(),
        from.get(random.nextInt(from.size())).trait(),
        from.get(random.nextInt(from.size())).feature(),
        from.get(random.nextInt(from.size())).use(),
        0,
        1);
  }

  private static AdFacts made(List<String> words, RandomGenerator random) {
    return new AdFacts(
        -1,
        some(words, 1 + random.nextInt(2), random),
        some(words, 1, random),
        some(words, 2 + random.nextInt(4), random),
        some(words, 1 + random.nextInt(3), random),
        0,
        1);
  }

  private static String some(List<String> words, int count, RandomGenerator random) {
    return random
        .ints(count, 0, words.size())
        .mapToObj(words::get)
        .collect(Collectors.joining(" "));
  }

  private static Labelled<AdDossier, CopyTask.Answer> mixed(int number, AdFacts facts) {
    String thing = DemoCopy.capital(facts.trait() + " " + facts.product());
    String sheet =
        "title: %s\ndescription: %s with %s, made for %s."
            .formatted(thing, thing, facts.feature(), facts.use());
    var item = new Item("mixed" + number, thing, "", "", sheet);
    return new Labelled<>(AdDossier.of(item), List.of(), DemoCopy.write(facts));
  }
}
