package io.adlib.llm.market;

import io.adlib.core.Event;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was measured of one campaign: counts, users, days, and by ad. Filled by {@link Market}. */
public final class CampaignDays {

  private final String campaign;
  private long impressions;
  private long clicks;
  private long conversions;
  private final Set<String> users = new HashSet<>();
  private final Map<String, Long> clicksByAd = new HashMap<>();
  private Optional<LocalDate> first = Optional.empty();
  private Optional<LocalDate> last = Optional.empty();

  CampaignDays(String campaign) {
    this.campaign = campaign;
  }

  void add(Event event) {
    LocalDate day = LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
    first = Optional.of(first.filter(known -> known.isBefore(day)).orElse(day));
    last = Optional.of(last.filter(known -> known.isAfter(day)).orElse(day));
    users.add(event.user());
    switch (event.kind()) {
      case IMPRESSION -> impressions++;
      case CLICK -> {
        clicks++;
        clicksByAd.merge(event.subject(), 1L, Long::sum);
      }
      case CONVERSION -> conversions++;
      case CART, CONTENT, SEARCH -> {}
    }
  }

  /** The campaign's id. */
  public String campaign() {
    return campaign;
  }

  public long impressions() {
    return impressions;
  }

  public long clicks() {
    return clicks;
  }

  public long conversions() {
    return conversions;
  }

  /** Distinct users who saw or acted on one of its ads. */
  public long users() {
    return users.size();
  }

  /** The ad with the most clicks, if any was clicked; of equals, the first by id. */
  public Optional<String> mostClicked() {
    return clicksByAd.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.<String, Long>comparingByKey().reversed()))
        .map(Map.Entry::getKey);
  }

  /** First day of UTC with an event, such as {@code 2026-11-01}. */
  public String firstDay() {
    return first.map(Object::toString).orElse("");
  }

  /** The last one. */
  public String lastDay() {
    return last.map(Object::toString).orElse("");
  }
}
