package io.adlib.market.demo;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The truth at one request; ads are given by number. Immutable and thread-safe. */
public final class Moment {

  private static final double CEILING = 0.36;
  private static final double BASE = -2.48;
  private static final double NOW = 1.6;
  private static final double NOW_TYPE = 1.0;
  private static final double FADES = 0.7;
  private static final double SOON = 2.0;
  private static final double SOON_TYPE = 1.2;
  private static final double PAST_DAYS = 1.0;
  private static final double PAST = 0.5;
  private static final double LIKING = 0.35;
  private static final double BRAND = 0.28;
  private static final double QUERY_TYPE = 1.1;
  private static final double QUERY_CATEGORY = 0.5;
  private static final double QUERY_OTHER = -0.9;
  private static final double PAGE = 0.3;
  private static final double CONVERSION_BASE = -3.5;
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("Europe/Paris"),
          ZoneId.of("Europe/London"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Europe/Amsterdam"),
          ZoneId.of("Europe/Madrid"),
          ZoneId.of("Europe/Rome"),
          ZoneId.of("Asia/Tokyo"));

  private final Catalogue catalogue;
  private final AdTraits traits;
  private final Person person;
  private final double context;
  private final double[] need_C = new double[Lexicon.CATEGORIES];
  private final double[] need_CT = new double[Lexicon.CATEGORIES * Lexicon.TYPES];
  private final double[] intent_C = new double[Lexicon.CATEGORIES];

  Moment(
      Catalogue catalogue,
      AdTraits traits,
      Person person,
      double day,
      Environment environment,
      Instant time,
      boolean searching,
      QueryWriter.Meaning query,
      int pageCategory) {
    this.catalogue = catalogue;
    this.traits = traits;
    this.person = person;
    for (int c = 0; c < need_C.length; c++) {
      need_C[c] = LIKING * person.liking_C()[c] + ofDevice(environment.device(), c);
      if (searching) {
        need_C[c] += c == query.category() ? QUERY_CATEGORY : QUERY_OTHER;
      }
    }
    if (query.category() >= 0) {
      need_CT[query.category() * Lexicon.TYPES + query.type()] += QUERY_TYPE;
    }
    if (pageCategory >= 0) {
      need_C[pageCategory] += PAGE;
    }
    for (int thread = 0; thread < Journey.THREADS; thread++) {
      Journey.Phase phase = person.journey().at(thread, day);
      Journey.Intent now = phase.now();
      double progress = (day - now.from()) / (now.until() - now.from());
      double left = 1 - FADES * progress;
      want(now, NOW * left, NOW_TYPE * left);
      want(phase.after(), SOON * progress, SOON_TYPE * progress);
      double past = Math.max(0, 1 - (day - phase.now().from()) / PAST_DAYS);
      want(phase.before(), PAST * past, 0);
    }
    context =
        person.clickiness() + ofPlacement(environment.placement()) + ofHour(time, person.country());
  }

  private void want(Journey.Intent intent, double category, double type) {
    need_C[intent.category()] += category;
    need_CT[intent.category() * Lexicon.TYPES + intent.type()] += type;
    intent_C[intent.category()] = Math.max(intent_C[intent.category()], category / NOW);
  }

  private static double ofDevice(String device, int category) {
    int number = Math.max(0, Sellers.DEVICES.indexOf(device));
    return 0.15 * Math.sin(1 + 2.3 * category + 1.7 * number);
  }

  private static double ofPlacement(String placement) {
    return switch (placement) {
      case "search-top" -> 0.3;
      case "home-top" -> 0.1;
      case "article-side" -> -0.35;
      default -> 0;
    };
  }

  private static double ofHour(Instant time, int country) {
    int hour = time.atZone(ZONES.get(country)).getHour();
    return hour >= 19 && hour <= 22 ? 0.15 : hour <= 5 ? -0.2 : 0;
  }

  /** The probability in (0,1) of a click on the ad if it is looked at. */
  public double relevance(int ad, double fatigue) {
    int category = traits.category_A()[ad];
    double logit =
        BASE
            + context
            + need_C[category]
            + need_CT[category * Lexicon.TYPES + traits.type_A()[ad]]
            + person.style_S()[traits.style_A()[ad]]
            + person.tier_P()[traits.tier_A()[ad]]
            + BRAND * dot(person.brand(), traits.brandVectors()[traits.brand_A()[ad]])
            + traits.quality_A()[ad]
            - fatigue;
    return CEILING * sigmoid(logit);
  }

  /**
   * The probability in (0,1) of a click.
   *
   * @param ad by number
   * @param position from 0
   * @param fatigue in logits, as the shopper's memory of past exposures says; 0 for none
   */
  public double pClick(int ad, int position, double fatigue) {
    return Truth.examination(position) * relevance(ad, fatigue);
  }

  /** The probability in (0,1) that a click becomes a conversion; it grows with need and fit. */
  public double pConversion(int ad) {
    int category = traits.category_A()[ad];
    boolean exactType = need_CT[category * Lexicon.TYPES + traits.type_A()[ad]] > 0;
    return sigmoid(
        CONVERSION_BASE
            + 1.1 * intent_C[category]
            + (exactType ? 0.6 : 0)
            + 1.6 * person.tier_P()[traits.tier_A()[ad]]
            + traits.offer_A()[ad]);
  }

  /**
   * What the ad is expected to earn, in micros of the market's currency.
   *
   * @param ad by number
   * @param position from 0
   * @param fatigue as in {@link #pClick}
   * @param price of one billable event of the campaign's objective, for impressions per thousand
   */
  public double expectedValue(int ad, int position, double fatigue, Money price) {
    Campaign campaign = catalogue.campaign(ad);
    double micros = catalogue.rates().convert(price, catalogue.rates().base()).micros();
    return switch (campaign.objective()) {
      case IMPRESSION -> micros / 1000;
      case CLICK -> micros * pClick(ad, position, fatigue);
      case CONVERSION -> micros * pClick(ad, position, fatigue) * pConversion(ad);
    };
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  static ZoneId zone(int country) {
    return ZONES.get(country);
  }
}
