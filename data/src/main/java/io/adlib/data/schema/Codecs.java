package io.adlib.data.schema;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Content;
import io.adlib.core.Money;
import io.adlib.core.User;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The codec of each table but events. */
public final class Codecs {

  /** Advertisers. */
  public static final RowCodec<Advertiser> ADVERTISERS =
      codec(
          Table.ADVERTISERS,
          a -> List.of(Cell.text(a.id()), Cell.text(a.name()), Cell.text(a.timezone().getId())),
          row -> new Advertiser(row.text("id"), row.text("name"), zone(row)));

  /** Campaigns. */
  public static final RowCodec<Campaign> CAMPAIGNS =
      codec(Table.CAMPAIGNS, Codecs::campaignCells, Codecs::campaign);

  /** Ads. */
  public static final RowCodec<Ad> ADS = codec(Table.ADS, Codecs::adCells, Codecs::ad);

  /** Content. */
  public static final RowCodec<Content> CONTENT =
      codec(
          Table.CONTENT,
          c ->
              List.of(
                  Cell.text(c.id()),
                  Cell.text(c.kind()),
                  Cell.text(c.title()),
                  Cell.text(c.text()),
                  Cell.items(c.tags()),
                  Cell.text(c.image())),
          row ->
              new Content(
                  row.text("id"),
                  row.text("kind"),
                  row.text("title"),
                  row.text("text"),
                  row.items("tags"),
                  row.text("image")));

  /** Users. */
  public static final RowCodec<User> USERS =
      codec(
          Table.USERS,
          u ->
              List.of(
                  Cell.text(u.id()),
                  u.attributes().isEmpty() ? Cell.ABSENT : new Cell.Fields(u.attributes())),
          row -> new User(row.text("id"), row.fields("attributes")));

  private Codecs() {}

  static <T> RowCodec<T> codec(Table table, Function<T, List<Cell>> cells, Function<Row, T> value) {
    return new RowCodec<>() {
      @Override
      public Row row(T from) {
        return new Row(table, cells.apply(from));
      }

      @Override
      public T value(Row row) {
        return value.apply(row);
      }
    };
  }

  private static ZoneId zone(Row row) {
    String zone = row.optionalText("timezone").orElse("UTC").strip();
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException _) {
      throw Row.problem("timezone", "'" + zone + "' is no time zone, such as Europe/Berlin");
    }
  }

  private static List<Cell> campaignCells(Campaign c) {
    return List.of(
        Cell.text(c.id()),
        Cell.text(c.advertiser()),
        Cell.text(c.objective().name()),
        amount(c.bid()),
        amount(c.dailyBudget()),
        Cell.text(c.bid().currency()),
        time(c.flight().start()),
        time(c.flight().end()),
        Cell.items(new TreeSet<>(c.targeting().placements())),
        Cell.items(new TreeSet<>(c.targeting().devices())),
        Cell.items(new TreeSet<>(c.targeting().countries())),
        Cell.ABSENT,
        Cell.ABSENT,
        CapColumns.cell(c.frequencyCaps()),
        Cell.text(c.pacing().name()));
  }

  private static Campaign campaign(Row row) {
    Money bid = row.money("bid", "currency").orElseThrow(() -> Row.problem("bid", "is missing"));
    Money budget =
        row.money("daily_budget", "currency")
            .orElseThrow(() -> Row.problem("daily_budget", "is missing"));
    if (!bid.isPositive()) {
      throw Row.problem("bid", "must be above 0");
    }
    if (budget.micros() < 0) {
      throw Row.problem("daily_budget", "must not be negative");
    }
    Instant start = row.time("start");
    Instant end = row.time("end");
    if (!start.isBefore(end)) {
      throw Row.problem("end", "must be after start");
    }
    return new Campaign(
        row.text("id"),
        row.text("advertiser"),
        row.word("objective", Campaign.Objective.values(), Campaign.Objective.CLICK),
        bid,
        budget,
        new Campaign.Flight(start, end),
        new Campaign.Targeting(
            Set.copyOf(row.items("placements")),
            Set.copyOf(row.items("devices")),
            Set.copyOf(row.items("countries"))),
        CapColumns.caps(row),
        row.word("pacing", Campaign.Pacing.values(), Campaign.Pacing.EVEN));
  }

  private static List<Cell> adCells(Ad a) {
    return List.of(
        Cell.text(a.id()),
        Cell.text(a.campaign()),
        Cell.text(a.title()),
        Cell.text(a.description()),
        Cell.items(a.category()),
        Cell.text(a.brand()),
        a.price().map(Codecs::amount).orElse(Cell.ABSENT),
        a.price().map(price -> Cell.text(price.currency())).orElse(Cell.ABSENT),
        Cell.text(a.image()),
        Cell.text(a.landingPage()),
        time(a.created()));
  }

  private static Ad ad(Row row) {
    Optional<Money> price = row.money("price", "currency");
    if (price.isPresent() && price.get().micros() < 0) {
      throw Row.problem("price", "must not be negative");
    }
    return new Ad(
        row.text("id"),
        row.text("campaign"),
        row.text("title"),
        row.text("description"),
        row.items("category"),
        row.text("brand"),
        price,
        row.text("image"),
        row.text("landing_page"),
        row.time("created"));
  }

  static Cell amount(Money money) {
    return new Cell.Amount(BigDecimal.valueOf(money.micros(), 6));
  }

  static Cell time(Instant time) {
    return new Cell.Time(time.truncatedTo(ChronoUnit.MICROS));
  }
}
