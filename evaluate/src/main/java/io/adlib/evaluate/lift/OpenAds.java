package io.adlib.evaluate.lift;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Targeting and flight alone, without budgets and caps. Thread-safe.
 *
 * @param catalogue the ads
 */
public record OpenAds(Catalogue catalogue) implements EligibleAds {

  @Override
  public int[] at(Request request, UserState user) {
    boolean[] open = new boolean[catalogue.campaigns().size()];
    for (int c = 0; c < open.length; c++) {
      Campaign campaign = catalogue.campaigns().get(c);
      Environment where = request.environment();
      open[c] =
          campaign.flight().contains(request.time())
              && allows(campaign.targeting().placements(), where.placement())
              && allows(campaign.targeting().devices(), where.device())
              && allows(campaign.targeting().countries(), where.country());
    }
    return IntStream.range(0, catalogue.ads().size())
        .filter(ad -> open[catalogue.campaignOfAd(ad)])
        .toArray();
  }

  private static boolean allows(Set<String> targets, String value) {
    return targets.isEmpty() || targets.contains(value);
  }
}
