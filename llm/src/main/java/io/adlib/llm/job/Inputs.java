package io.adlib.llm.job;

import io.adlib.core.Ad;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.CampaignDays;
import io.adlib.llm.market.Item;
import io.adlib.llm.market.Market;
import io.adlib.llm.market.UserDossier;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.reason.UserSlate;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.report.Measured;
import io.adlib.llm.task.rerank.Candidates;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.userad.UserAd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** What the tasks are asked about, out of a market. The same market gives the same, in order. */
final class Inputs {

  /** A dossier's share of a prompt. */
  private static final int DOSSIER_TOKENS = 1200;

  private static final int ADS_A_QUERY = 10;
  private static final int DRAWN_A_QUERY = 2;
  private static final int KEYWORDS = 10;
  private static final int CHOICES = 4;

  private Inputs() {}

  /**
   * Each query, the most frequent first, with the ads that share its words and two drawn by lot:
   * who learns from the grades must have seen what does not match.
   */
  static List<QueryAd> queryAds(Market market) {
    List<Ad> ads = market.catalogue().ads();
    Bm25 index = index(ads);
    var pairs = new ArrayList<QueryAd>();
    for (String query : market.queries()) {
      var chosen = new LinkedHashSet<>(index.best(query, ADS_A_QUERY));
      RandomGenerator random = new Seed(1).of("pairs").of(query).generator();
      for (int i = 0; i < DRAWN_A_QUERY; i++) {
        chosen.add(random.nextInt(ads.size()));
      }
      for (int ad : chosen) {
        pairs.add(
            new QueryAd(
                query + "\t" + ads.get(ad).id(),
                query,
                market.dossier(ads.get(ad)),
                OptionalInt.empty()));
      }
    }
    return pairs;
  }

  /** Each user with the last ad that was shown and what was known before. */
  static List<UserAd> userAds(Market market) {
    var pairs = new ArrayList<UserAd>();
    for (UserState state : market.users()) {
      lastShown(state)
          .filter(event -> market.catalogue().adIndex(event.subject()) >= 0)
          .ifPresent(
              shown ->
                  pairs.add(
                      new UserAd(
                          state.user().id() + "\t" + shown.subject(),
                          dossier(state, market, shown.time()),
                          market.dossier(ad(market, shown.subject())),
                          Optional.of(clicked(state, shown)))));
    }
    return pairs;
  }

  private static Optional<Event> lastShown(UserState state) {
    return state.recent().reversed().stream()
        .filter(event -> event.kind() == Event.Kind.IMPRESSION)
        .findFirst();
  }

  private static boolean clicked(UserState state, Event shown) {
    return state.recent().stream()
        .anyMatch(
            event ->
                event.kind().compareTo(Event.Kind.CLICK) >= 0
                    && event.subject().equals(shown.subject())
                    && !event.time().isBefore(shown.time()));
  }

  /** Each ad with its keywords. */
  static List<AdKeywords> keywords(Market market) {
    List<Ad> ads = market.catalogue().ads();
    Bm25 index = index(ads);
    var inputs = new ArrayList<AdKeywords>();
    for (int i = 0; i < ads.size(); i++) {
      Item item = Item.of(ads.get(i));
      String text = String.join("\n", item.title(), item.title(), item.topic(), item.sheet());
      inputs.add(
          new AdKeywords(market.dossier(ads.get(i)), index.keywords(text, KEYWORDS), index, i));
    }
    return inputs;
  }

  /**
   * Each user up to the market's moment, the same for all: a moment that hung on what a user did
   * would tell it. With the ad acted on next, where that is known, and three others drawn by lot.
   */
  static List<UserHistory> histories(Market market) {
    var inputs = new ArrayList<UserHistory>();
    for (UserState state : market.users()) {
      UserDossier dossier = dossier(state, market, market.asOf());
      if (!dossier.lines().isEmpty()) {
        List<Item> next =
            market
                .next(state.user().id())
                .map(right -> choices(market, right, state))
                .orElse(List.of());
        inputs.add(new UserHistory(dossier, market.asOf(), next));
      }
    }
    return inputs;
  }

  private static List<Item> choices(Market market, String right, UserState state) {
    List<Ad> ads = market.catalogue().ads();
    RandomGenerator random = new Seed(1).of("choices").of(state.user().id()).generator();
    var chosen = new LinkedHashSet<Integer>();
    chosen.add(market.catalogue().adIndex(right));
    while (chosen.size() < Math.min(CHOICES, ads.size())) {
      chosen.add(random.nextInt(ads.size()));
    }
    return chosen.stream().map(i -> Item.of(ads.get(i))).toList();
  }

  static List<TaggedItem> tagged(Market market) {
    return market.items().stream().map(item -> new TaggedItem(item, Optional.empty())).toList();
  }

  static List<Item> items(Market market) {
    return market.items();
  }

  static List<AdDossier> ads(Market market) {
    return market.catalogue().ads().stream().map(market::dossier).toList();
  }

  /** The last slate that each user was shown, with what was known before. */
  static List<UserSlate> slates(Market market) {
    var slates = new ArrayList<UserSlate>();
    for (UserState state : market.users()) {
      Map<String, Event> shown = lastRequest(market, state);
      if (!shown.isEmpty()) {
        slates.add(
            new UserSlate(
                state.user().id(),
                dossier(state, market, start(shown)),
                shown.keySet().stream().map(id -> Item.of(ad(market, id))).toList()));
      }
    }
    return slates;
  }

  /** The same as a list to rank, with what was clicked (1) or bought (2). */
  static List<Candidates> candidates(Market market) {
    var lists = new ArrayList<Candidates>();
    for (UserState state : market.users()) {
      Map<String, Event> shown = lastRequest(market, state);
      if (shown.size() > 1) {
        lists.add(
            new Candidates(
                state.user().id(),
                dossier(state, market, start(shown)),
                Optional.empty(),
                shown.keySet().stream().map(id -> Item.of(ad(market, id))).toList(),
                shown.values().stream().map(event -> gain(state, event)).toList()));
      }
    }
    return lists;
  }

  /** Ads of the latest request of a user, each once, in order of position. */
  private static Map<String, Event> lastRequest(Market market, UserState state) {
    Optional<String> request =
        state.recent().reversed().stream()
            .filter(event -> event.kind() == Event.Kind.IMPRESSION)
            .flatMap(event -> event.request().stream())
            .findFirst();
    var shown = new LinkedHashMap<String, Event>();
    state.recent().stream()
        .filter(event -> event.kind() == Event.Kind.IMPRESSION)
        .filter(event -> request.isPresent() && event.request().equals(request))
        .filter(event -> market.catalogue().adIndex(event.subject()) >= 0)
        .sorted(java.util.Comparator.comparingInt(event -> event.position().orElse(0)))
        .limit(Candidates.MOST)
        .forEach(event -> shown.putIfAbsent(event.subject(), event));
    return shown;
  }

  private static Instant start(Map<String, Event> shown) {
    return shown.values().stream().map(Event::time).min(Instant::compareTo).orElseThrow();
  }

  private static double gain(UserState state, Event shown) {
    return state.recent().stream()
        .filter(event -> event.subject().equals(shown.subject()))
        .filter(event -> event.request().equals(shown.request()))
        .mapToDouble(
            event ->
                switch (event.kind()) {
                  case CLICK, CART -> 1;
                  case CONVERSION -> 2;
                  case CONTENT, SEARCH, IMPRESSION -> 0;
                })
        .max()
        .orElse(0);
  }

  /** Each campaign that has events. */
  static List<Measured> measured(Market market) {
    var inputs = new ArrayList<Measured>();
    for (CampaignDays days : market.campaignDays().values()) {
      int campaign = market.catalogue().campaignIndex(days.campaign());
      String advertiser = market.catalogue().campaigns().get(campaign).advertiser();
      int number = market.catalogue().advertiserIndex(advertiser);
      inputs.add(
          Measured.of(
              days,
              market.catalogue().advertisers().get(number).name(),
              days.mostClicked().map(id -> ad(market, id).title())));
    }
    return inputs;
  }

  private static UserDossier dossier(UserState state, Market market, Instant until) {
    return UserDossier.of(state, market.catalogue(), until, DOSSIER_TOKENS);
  }

  private static Ad ad(Market market, String id) {
    return market.catalogue().ads().get(market.catalogue().adIndex(id));
  }

  private static Bm25 index(List<Ad> ads) {
    return new Bm25(ads.stream().map(ad -> Item.of(ad).sheet()).toList());
  }
}
