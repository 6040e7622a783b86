package io.adlib.llm.task.report;

import io.adlib.llm.market.CampaignDays;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of a campaign.
 *
 * @param campaign its id
 * @param names texts that may be repeated as they are: campaign, advertiser, period, titles of ads
 * @param figures all numbers that a report may state
 */
public record Measured(String campaign, List<Named> names, List<Figure> figures) {

  /** A name and what it names. */
  public record Named(String what, String name) {}

  public Measured {
    names = List.copyOf(names);
    figures = List.copyOf(figures);
  }

  /** The figures of a campaign. */
  public static Measured of(CampaignDays days, String advertiser, Optional<String> mostClicked) {
    var figures = new ArrayList<Figure>();
    figures.add(count("impressions", days.impressions()));
    figures.add(count("clicks", days.clicks()));
    figures.add(count("conversions", days.conversions()));
    figures.add(count("users reached", days.users()));
    share("click-through rate", days.clicks(), days.impressions()).ifPresent(figures::add);
    share("conversion rate of clicks", days.conversions(), days.clicks()).ifPresent(figures::add);
    var names = new ArrayList<Named>();
    names.add(new Named("campaign", days.campaign()));
    names.add(new Named("advertiser", advertiser));
    names.add(new Named("first day", days.firstDay()));
    names.add(new Named("last day", days.lastDay()));
    mostClicked.ifPresent(title -> names.add(new Named("most clicked ad", title)));
    return new Measured(days.campaign(), names, figures);
  }

  private static Figure count(String name, long value) {
    return new Figure(name, BigDecimal.valueOf(value), "");
  }

  private static Optional<Figure> share(String name, long part, long whole) {
    return whole == 0
        ? Optional.empty()
        : Optional.of(
            new Figure(
                name,
                BigDecimal.valueOf(100 * part)
                    .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP),
                "%"));
  }
}
