package io.adlib.data.schema;

import static io.adlib.data.schema.Column.optional;
import static io.adlib.data.schema.Column.required;
import static io.adlib.data.schema.ColumnType.AMOUNT;
import static io.adlib.data.schema.ColumnType.FIELDS;
import static io.adlib.data.schema.ColumnType.ITEMS;
import static io.adlib.data.schema.ColumnType.REAL;
import static io.adlib.data.schema.ColumnType.TEXT;
import static io.adlib.data.schema.ColumnType.TIME;
import static io.adlib.data.schema.ColumnType.WHOLE;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of a market, in the order in which they refer to each other. docs/import.md. */
public enum Table {
  ADVERTISERS(
      required("id", TEXT, "unique", "adv-7"),
      required("name", TEXT, "for people", "Kitchen House"),
      optional("timezone", TEXT, "of the budget day, IANA name; UTC if absent", "Europe/Berlin")),
  CAMPAIGNS(
      required("id", TEXT, "unique", "camp-12"),
      required("advertiser", TEXT, "id of an advertiser", "adv-7"),
      required("objective", TEXT, "what is paid for: IMPRESSION, CLICK or CONVERSION", "CLICK"),
      required("bid", AMOUNT, "most paid for one; for IMPRESSION, per thousand; above 0", "0.35"),
      required("daily_budget", AMOUNT, "most paid in a day", "120"),
      required("currency", TEXT, "of bid and budget, ISO 4217; needs a rate", "EUR"),
      required("start", TIME, "first moment of the flight", "2026-11-01T00:00:00Z"),
      required("end", TIME, "first moment after it", "2027-01-01T00:00:00Z"),
      optional("placements", ITEMS, "where it may show; everywhere if absent", "home-top|search"),
      optional("devices", ITEMS, "on what; on all if absent", "mobile|tablet"),
      optional("countries", ITEMS, "ISO 3166 alpha-2; all if absent", "DE|AT"),
      optional("frequency_cap", WHOLE, "most impressions to one user in the window", "3"),
      optional("frequency_window", TEXT, "such as 30m, 24h, 7d; with the cap", "24h"),
      optional("frequency_caps", ITEMS, "caps in other windows, as n/window", "10/7d|30/30d"),
      optional("pacing", TEXT, "ASAP or EVEN; EVEN if absent", "EVEN")),
  ADS(
      required("id", TEXT, "unique among ads and content", "ad-345"),
      required("campaign", TEXT, "id of a campaign", "camp-12"),
      required("title", TEXT, "what people read first", "Chef's knife, 20 cm"),
      optional("description", TEXT, "more text", "Forged steel, walnut handle."),
      optional("category", ITEMS, "path, coarse to fine", "Home|Kitchen|Knives"),
      optional("brand", TEXT, "", "Solen"),
      optional("price", AMOUNT, "of the product", "49.90"),
      optional("currency", TEXT, "of the price, ISO 4217; with the price", "EUR"),
      optional("image", TEXT, "URL or path", "https://shop.example/345.jpg"),
      optional("landing_page", TEXT, "URL", "https://shop.example/345"),
      required("created", TIME, "when the ad came to be", "2026-10-28T09:30:00Z")),
  CONTENT(
      required("id", TEXT, "unique among ads and content", "art-88"),
      required("kind", TEXT, "such as article, video", "article"),
      required("title", TEXT, "what people read first", "How to sharpen a knife"),
      optional("text", TEXT, "the content's text", "Start with a whetstone ..."),
      optional("tags", ITEMS, "", "kitchen|how-to"),
      optional("image", TEXT, "URL or path", "")),
  USERS(
      required("id", TEXT, "unique, pseudonymous", "u-1001"),
      optional("attributes", FIELDS, "what is known", "{\"country\":\"DE\",\"age\":\"25-34\"}")),
  EVENTS(
      required("id", TEXT, "unique; the same id again is the same event", "e-1"),
      required("time", TIME, "when it happened", "2026-11-22T10:15:30.5Z"),
      required("user", TEXT, "a user's id; need not stand in users", "u-1001"),
      required(
          "kind", TEXT, "CONTENT, SEARCH, IMPRESSION, CLICK, CART or CONVERSION", "IMPRESSION"),
      required(
          "subject", TEXT, "CONTENT: a content's id; SEARCH: the query; else an ad's id", "ad-345"),
      optional("request", TEXT, "the ad request it belongs to", "r-77"),
      optional("position", WHOLE, "place in the slate, from 0", "0"),
      optional("propensity", REAL, "probability above 0, to 1, that this ad was chosen", "0.2"),
      optional("value", AMOUNT, "worth to the advertiser", "49.90"),
      optional("currency", TEXT, "of the value, ISO 4217; with the value", "EUR"),
      optional("placement", TEXT, "id of the place for ads", "home-top"),
      optional("device", TEXT, "such as mobile, desktop", "mobile"),
      optional("country", TEXT, "ISO 3166 alpha-2", "DE"),
      optional("page", TEXT, "URL or content id of the page", "art-88"));

  private final List<Column> columns;
  private final Map<String, Integer> places = new HashMap<>();

  Table(Column... columns) {
    this.columns = List.of(columns);
    for (int i = 0; i < columns.length; i++) {
      places.put(columns[i].name(), i);
    }
  }

  /** In the order in which files are written. */
  public List<Column> columns() {
    return columns;
  }

  /** As it stands in file names: lower case. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column of a name. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** The place of a column; the name must be one of this table's. */
  public int index(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(this + " has no column " + name);
    }
    return place;
  }

  /** The columns with their types, for a CREATE TABLE. */
  public String definition() {
    return columns.stream()
        .map(column -> '"' + column.name() + "\" " + column.type().sql())
        .collect(Collectors.joining(", "));
  }

  /**
   * Stored rows, for a FROM; a column that was not there yet when they were written is absent.
   *
   * @param parquet a {@code read_parquet} of files of this table
   */
  public String rows(String parquet) {
    return columns.stream()
        .map(column -> "NULL::" + column.type().sql() + " AS \"" + column.name() + '"')
        .collect(
            Collectors.joining(
                ", ", "(SELECT ", " WHERE false UNION ALL BY NAME SELECT * FROM " + parquet + ")"));
  }

  /** The columns' names, quoted, for a SELECT. */
  public String columnList() {
    return columns.stream()
        .map(column -> '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }

  /** The same for reading rows back: times as microseconds since 1970. */
  public String readList() {
    return columns.stream()
        .map(
            column ->
                column.type() == TIME
                    ? "epoch_us(\"" + column.name() + "\")"
                    : '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }
}
