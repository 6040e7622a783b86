package io.adlib.evaluate.lift;

import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.simulate.SlatePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Shows eligible ads drawn uniformly; the draw belongs to the seed and the request's id. Its
 * propensities are exact with a seller that keeps the order. Thread-safe if its parts are.
 */
public final class RandomPolicy implements SlatePolicy {

  private final Seed seed;
  private final AdCounts counts;
  private final EligibleAds eligible;
  private final Seller seller;
  private final int depth;

  /**
   * @param counts what the policy tells the seller that a click is likely at
   * @param depth how many ads compete for a slate, at least its slots; with {@link BidSeller} only
   *     the first count
   */
  public RandomPolicy(Seed seed, AdCounts counts, EligibleAds eligible, Seller seller, int depth) {
    this.seed = seed.of("random policy");
    this.counts = counts;
    this.eligible = eligible;
    this.seller = seller;
    this.depth = depth;
  }

  @Override
  public Slate slate(Request request, UserState user) {
    RandomGenerator random = seed.of(request.id()).generator();
    int[] ads = eligible.at(request, user).clone();
    List<Offer> offers = new ArrayList<>();
    int wanted = Math.min(ads.length, Math.max(depth, request.slots()));
    for (int i = 0; i < wanted; i++) {
      int j = random.nextInt(i, ads.length);
      int ad = ads[j];
      ads[j] = ads[i];
      offers.add(new Offer(ad, counts.ctr(ad), counts.cvr(ad), 1.0 / (ads.length - i)));
    }
    return seller.sell(request, user, offers);
  }
}
