package io.adlib.evaluate.lift;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.simulate.SlatePolicy;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Shows everyone what was clicked most: eligible ads by smoothed historical click rate. The rates
 * are taken once, when the policy is made. Thread-safe if its parts are.
 */
public final class PopularityPolicy implements SlatePolicy {

  private final EligibleAds eligible;
  private final Seller seller;
  private final int depth;
  private final double[] ctr_A;
  private final double[] cvr_A;
  private final int[] ranking;

  /**
   * @param depth how many ads compete for a slate, at least its slots; with {@link BidSeller} only
   *     the first count
   */
  public PopularityPolicy(
      Catalogue catalogue, AdCounts counts, EligibleAds eligible, Seller seller, int depth) {
    this.eligible = eligible;
    this.seller = seller;
    this.depth = depth;
    int ads = catalogue.ads().size();
    ctr_A = IntStream.range(0, ads).mapToDouble(counts::ctr).toArray();
    cvr_A = IntStream.range(0, ads).mapToDouble(counts::cvr).toArray();
    ranking =
        IntStream.range(0, ads)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer ad) -> -ctr_A[ad]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  @Override
  public Slate slate(Request request, UserState user) {
    boolean[] open = new boolean[ctr_A.length];
    for (int ad : eligible.at(request, user)) {
      open[ad] = true;
    }
    List<Offer> offers =
        IntStream.of(ranking)
            .filter(ad -> open[ad])
            .limit(Math.max(depth, request.slots()))
            .mapToObj(ad -> new Offer(ad, ctr_A[ad], cvr_A[ad], 1))
            .toList();
    return seller.sell(request, user, offers);
  }
}
