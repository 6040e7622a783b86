package io.adlib.market.auction;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * Whose share of a slate is used up.
   *
   * @param advertisers numbers in the catalogue
   * @param categories as {@link #isOf} knows them
   */
  public record Full(Set<Integer> advertisers, Set<List<String>> categories) {}

  /** Who may have no more ads below others. */
  public Full full(Catalogue catalogue, List<Lot.Won> above) {
    var advertisers = new HashMap<Integer, Integer>();
    var categories = new HashMap<List<String>, Integer>();
    for (Lot.Won won : above) {
      advertisers.merge(won.contender().advertiser(), 1, Integer::sum);
      List<String> category = prefix(catalogue.ads().get(won.contender().candidate().ad()));
      if (!category.isEmpty()) {
        categories.merge(category, 1, Integer::sum);
      }
    }
    advertisers.values().removeIf(count -> count < perAdvertiser);
    categories.values().removeIf(count -> count < perCategory);
    return new Full(advertisers.keySet(), categories.keySet());
  }

  /** Whether an ad is of a category of {@link Full}. */
  public boolean isOf(Ad ad, List<String> category) {
    return prefix(ad).equals(category);
  }

  private List<String> prefix(Ad ad) {
    return ad.category().subList(0, Math.min(categoryDepth, ad.category().size()));
  }

  /** What an ad's category is called here; empty for none. */
  String category(Ad ad) {
    return String.join(" > ", prefix(ad));
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
