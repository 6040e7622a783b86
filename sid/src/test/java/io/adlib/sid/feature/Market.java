package io.adlib.sid.feature;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.sid.SemanticIds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A market of three ads and two contents that tests can count by hand. */
final class Market {

  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  /**
   * tent (10-20-30), second tent (10-20-31), shoe (11-5-5); contents: tents (10-20-7), (50-0-0).
   */
  static final SemanticIds IDS =
      new SemanticIds(
          List.of("tent", "tent2", "shoe", "camping", "cooking"),
          4,
          64,
          new short[] {10, 20, 30, 0, 10, 20, 31, 0, 11, 5, 5, 0, 10, 20, 7, 0, 50, 0, 0, 0});

  static final Catalogue CATALOGUE = catalogue();

  private Market() {}

  private static Catalogue catalogue() {
    var flight = new Campaign.Flight(NOW.minus(Duration.ofDays(9)), NOW.plus(Duration.ofDays(9)));
    var campaigns =
        List.of("outdoor", "feet").stream()
            .map(
                id ->
                    new Campaign(
                        id,
                        "acme",
                        Campaign.Objective.CLICK,
                        Money.parse("0.5", "EUR"),
                        Money.parse("10", "EUR"),
                        flight,
                        Campaign.Targeting.ALL,
                        List.of(),
                        Campaign.Pacing.ASAP))
            .toList();
    return new Catalogue(
        List.of(new Advertiser("acme", "Acme", ZoneId.of("UTC"))),
        campaigns,
        List.of(
            ad("tent", "outdoor", "Light tent", List.of("Sports", "Tents"), "Acme", "100"),
            ad("tent2", "outdoor", "Family tents", List.of("Sports", "Tents"), "Acme", "300"),
            ad("shoe", "feet", "Running shoe", List.of("Sports", "Shoes"), "Zap", "100")),
        List.of(content("camping", "Ten light tents"), content("cooking", "Soup")),
        new ExchangeRates(java.time.LocalDate.EPOCH, "EUR", Map.of()));
  }

  private static Ad ad(
      String id, String campaign, String title, List<String> path, String brand, String price) {
    return new Ad(
        id, campaign, title, "", path, brand, Optional.of(Money.parse(price, "EUR")), "", "", NOW);
  }

  private static Content content(String id, String title) {
    return new Content(id, "article", title, "", List.of(), "");
  }

  static AdTable table() {
    return new AdTable(CATALOGUE, IDS);
  }

  static Event event(Event.Kind kind, String subject, Duration ago) {
    return Event.organic("e", NOW.minus(ago), "u", kind, subject, Environment.UNKNOWN);
  }

  static RequestView view(AdTable table, String page, Optional<String> query, Event... events) {
    return new RequestView(state(events), request(page, query), table);
  }

  static UserState state(Event... events) {
    return new UserState(new User("u", Map.of("age", "25-34")), List.of(events));
  }

  static Request request(String page, Optional<String> query) {
    return new Request(
        "r",
        "u",
        new Environment("home", "mobile", "DE", page),
        query,
        true,
        NOW,
        Duration.ofMillis(100),
        1);
  }

  /** The dense values, by slot, of one feature for one ad. */
  static float[] dense(Feature feature, RequestView view, int ad, int dense) {
    var row = new FeatureRow(dense);
    feature.at(view).emit(ad, row);
    return row.dense();
  }

  /** The hashed rows of one feature for one ad. */
  static Set<Integer> rows(Feature feature, RequestView view, int ad) {
    var row = new FeatureRow(64);
    feature.at(view).emit(ad, row);
    var rows = new ArrayList<Integer>();
    for (int i = 0; i < row.size(); i++) {
      rows.add(row.row(i));
    }
    return Set.copyOf(rows);
  }

  static int both(Set<Integer> a, Set<Integer> b) {
    return (int) a.stream().filter(b::contains).count();
  }
}
