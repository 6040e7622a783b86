package io.adlib.sid.relevance;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import java.util.List;

/**
 * What of an ad is held against a query.
 *
 * @param title what people read first
 * @param category path, coarse to fine; may be empty
 * @param text brand and description; may be empty
 * @param price in micros of one currency for all ads; 0 for none
 */
public record AdText(String title, List<String> category, String text, long price) {

  public AdText {
    category = List.copyOf(category);
  }

  /** An ad's, its price in the market's currency if that can be said. */
  public static AdText of(Ad ad, Catalogue catalogue) {
    var rates = catalogue.rates();
    long price =
        ad.price()
            .filter(p -> rates.microsOfBase().containsKey(p.currency()))
            .map(p -> rates.convert(p, rates.base()).micros())
            .orElse(0L);
    return new AdText(ad.title(), ad.category(), ad.brand() + " " + ad.description(), price);
  }

  /** All that is written. */
  public String all() {
    return String.join(" ", title, String.join(" ", category), text);
  }
}
