package io.adlib.market.auction;

import io.adlib.core.Ad;
import io.adlib.core.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a slate may hold.
 *
 * @param perAdvertiser most ads of one advertiser, at least 1
 * @param perCategory most ads of one category, at least 1; {@link #ANY} for no limit
 * @param categoryDepth how many names of an ad's category path, from the coarsest, make its
 *     category here; an ad without a path is of no category, and never limited
 */
public record SlateRules(int perAdvertiser, int perCategory, int categoryDepth) {

  /** No limit. */
  public static final int ANY = Integer.MAX_VALUE;

  /** One ad an advertiser, any categories. */
  public static final SlateRules ONE_AN_ADVERTISER = new SlateRules(1, ANY, 1);

  public SlateRules {
    if (perAdvertiser < 1 || perCategory < 1 || categoryDepth < 1) {
      throw new InputException(
          "a slate of at most %d ads an advertiser and %d a category of depth %d"
              .formatted(perAdvertiser, perCategory, categoryDepth),
          "use 1 or more");
    }
  }

  /** Whether an ad of an advertiser, given by number, may stand in a slate below others. */
  public boolean admits(int advertiser, Ad ad, List<Lot.Won> above) {
    String category = category(ad);
    int ofAdvertiser = 0;
    int ofCategory = 0;
    for (Lot.Won won : above) {
      ofAdvertiser += won.contender().advertiser() == advertiser ? 1 : 0;
      ofCategory += !category.isEmpty() && won.contender().category().equals(category) ? 1 : 0;
    }
    return ofAdvertiser < perAdvertiser && ofCategory < perCategory;
  }

  /** What an ad's category is called here; empty for none. */
  String category(Ad ad) {
    List<String> path = ad.category();
    return String.join(" > ", path.subList(0, Math.min(categoryDepth, path.size())));
  }

  /** The ads of one slate so far. Not thread-safe. */
  final class Tally {

    private final Map<Integer, Integer> advertisers = new HashMap<>();
    private final Map<String, Integer> categories = new HashMap<>();

    /** Why one more may not be placed, if so. */
    Optional<Lot.Cause> refusal(Contender contender) {
      if (advertisers.getOrDefault(contender.advertiser(), 0) >= perAdvertiser) {
        return Optional.of(Lot.Cause.ADVERTISER_LIMIT);
      }
      return categories.getOrDefault(contender.category(), 0) >= perCategory
          ? Optional.of(Lot.Cause.CATEGORY_LIMIT)
          : Optional.empty();
    }

    void place(Contender contender) {
      advertisers.merge(contender.advertiser(), 1, Integer::sum);
      if (!contender.category().isEmpty()) {
        categories.merge(contender.category(), 1, Integer::sum);
      }
    }
  }
}
