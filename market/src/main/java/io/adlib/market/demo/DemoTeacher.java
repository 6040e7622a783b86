package io.adlib.market.demo;

import io.adlib.core.Ad;
import io.adlib.core.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Somebody who knows the demo market's goods: reads ads and queries with the words they were
 * written in, and grades how well they fit. Stands in for people's labels where small models are
 * taught. Immutable and thread-safe.
 */
public final class DemoTeacher {

  /** How well an ad answers a query. */
  public enum Fit {
    NONE,
    /** Of the same category. */
    PARTIAL,
    /** The thing itself, but a wish is not met. */
    GOOD,
    PERFECT
  }

  /**
   * What an ad says.
   *
   * @param topic category and type
   * @param product what it is, such as {@code family tent}
   * @param trait such as {@code waterproof}
   * @param feature such as {@code colour-coded poles}
   * @param use such as {@code bike touring}
   * @param style from 0
   * @param tier 0 budget, 1 middle, 2 premium
   */
  public record AdFacts(
      int topic, String product, String trait, String feature, String use, int style, int tier) {}

  /**
   * What a query asks for.
   *
   * @param topic category and type, or −1 for nothing that is sold here
   * @param product what is wanted; empty for none
   * @param wish a trait, a use, or {@code cheap} or {@code premium}; empty for none
   */
  public record QueryFacts(int topic, String product, String wish) {}

  private final Lexicon lexicon;
  private final QueryWriter queries;

  /** Knows the market's words. */
  public DemoTeacher() {
    lexicon = Lexicon.read();
    queries = new QueryWriter(lexicon);
  }

  /**
   * Reads an ad.
   *
   * @throws InputException if it is none of the demo market's
   */
  public AdFacts read(Ad ad) {
    int category = category(ad);
    CategoryWords words = lexicon.categories().get(category);
    String text = ad.description().toLowerCase(Locale.ROOT);
    String product =
        words.types().stream()
            .filter(type -> text.contains(" " + lower(type) + " with "))
            .max(Comparator.comparingInt(String::length))
            .orElseThrow(() -> stranger(ad));
    int style = 0;
    for (int s = 0; s < lexicon.styles().size(); s++) {
      style = contains(ad.description(), lexicon.styles().get(s).adLines()) ? s : style;
    }
    return new AdFacts(
        category * Lexicon.TYPES + words.types().indexOf(product),
        product,
        words.traits().stream()
            .filter(trait -> text.startsWith(lower(trait) + " "))
            .findFirst()
            .orElse(""),
        words.features().stream()
            .filter(feature -> text.contains(" with " + lower(feature) + ", made for "))
            .findFirst()
            .orElse(""),
        words.uses().stream()
            .filter(use -> text.contains("made for " + lower(use) + "."))
            .findFirst()
            .orElse(""),
        style,
        AdWriter.tier(ad.description()));
  }

  private static String lower(String words) {
    return words.toLowerCase(Locale.ROOT);
  }

  private int category(Ad ad) {
    for (int c = 0; c < lexicon.categories().size(); c++) {
      if (lexicon.categories().get(c).path().equals(ad.category())) {
        return c;
      }
    }
    throw stranger(ad);
  }

  private static InputException stranger(Ad ad) {
    return new InputException("the demo market has no ad like " + ad.id(), "give one of its own");
  }

  private static boolean contains(String text, List<String> lines) {
    return lines.stream().anyMatch(text::contains);
  }

  /** Reads a query. */
  public QueryFacts read(String query) {
    QueryWriter.Meaning meaning = queries.read(query);
    if (meaning.topic() < 0) {
      return new QueryFacts(-1, "", "");
    }
    CategoryWords words = lexicon.categories().get(meaning.category());
    Optional<String> wish =
        words.traits().stream()
            .filter(query::startsWith)
            .findFirst()
            .or(
                () ->
                    words.uses().stream().filter(use -> query.endsWith(" for " + use)).findFirst())
            .or(() -> tierWish(query));
    return new QueryFacts(meaning.topic(), words.types().get(meaning.type()), wish.orElse(""));
  }

  private static Optional<String> tierWish(String query) {
    if (query.startsWith("cheap ") || query.endsWith(" sale")) {
      return Optional.of("cheap");
    }
    return query.startsWith("premium ") ? Optional.of("premium") : Optional.empty();
  }

  /** Grades. */
  public Fit fit(QueryFacts query, AdFacts ad) {
    if (query.topic() < 0
        || Truth.categoryOfTopic(query.topic()) != Truth.categoryOfTopic(ad.topic())) {
      return Fit.NONE;
    }
    if (query.topic() != ad.topic()) {
      return Fit.PARTIAL;
    }
    boolean met =
        switch (query.wish()) {
          case "" -> true;
          case "cheap" -> ad.tier() == 0;
          case "premium" -> ad.tier() == 2;
          default -> query.wish().equals(ad.trait()) || query.wish().equals(ad.use());
        };
    return met ? Fit.PERFECT : Fit.GOOD;
  }
}
