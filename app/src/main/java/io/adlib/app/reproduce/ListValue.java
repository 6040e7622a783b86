package io.adlib.app.reproduce;

import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.market.auction.Auction;
import io.adlib.market.auction.Candidate;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.MemoryWorld;
import io.adlib.market.simulate.Traffic;
import io.adlib.sid.LegalLeaves;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a generator's own list is truly worth: at visits after the history, by the demo market's
 * truth, in EUR a thousand impressions at the first place if every campaign paid its bid. The same
 * visits and user states for every generator; no ads are shown, so no list changes the next.
 *
 * @param ndcg of the list's order and choice, against the best list of all legal ads
 * @param average of the list
 * @param maximum of the list
 * @param attainable what the second-price auction would earn of the list if the ranker knew the
 *     truth, EUR a thousand requests
 */
record ListValue(double ndcg, double average, double maximum, double attainable) {

  /** K, as in the policy's training. */
  static final int LIST = 40;

  static ListValue of(ValueMarket market, Generator generator, ValueGuide guide, int visits) {
    var catalogue = market.market().catalogue();
    int[] ad_I = market.ids().items().stream().mapToInt(catalogue::adIndex).toArray();
    MemoryWorld world = market.after().copy();
    var auction = new Auction(catalogue);
    double[] sums = new double[4];
    int[] count = new int[1];
    try (var live =
        new Traffic(market.market()).from(market.market().scale().days()).limit(visits)) {
      for (Visit visit : (Iterable<Visit>) live::iterator) {
        visit.organic().forEach(world::observe);
        Request request = visit.request();
        if (!request.consent()) {
          continue;
        }
        UserState user = world.user(request.user());
        LegalLeaves legal = market.episodes().legal(request, user);
        List<Generated> found =
            generator.generate(
                market.prompts().build(user, request), market.trie(), legal, guide, LIST);
        Moment moment = market.market().truth().at(request);
        double[] all =
            IntStream.range(0, market.trie().leaves())
                .filter(leaf -> legal.any(leaf, leaf + 1))
                .map(leaf -> ad_I[market.trie().item(leaf)])
                .mapToDouble(ad -> worth(market, moment, ad))
                .toArray();
        double[] list =
            found.stream().mapToDouble(one -> worth(market, moment, ad_I[one.item()])).toArray();
        if (list.length == 0) {
          continue;
        }
        sums[0] += dcg(list) / dcg(best(all, list.length));
        sums[1] += Arrays.stream(list).average().orElse(0);
        sums[2] += Arrays.stream(list).max().orElse(0);
        sums[3] += attainable(market, auction, request, moment, found);
        count[0]++;
      }
    }
    return new ListValue(
        sums[0] / count[0], sums[1] / count[0], sums[2] / count[0], sums[3] / count[0]);
  }

  /** EUR a thousand. */
  private static double worth(ValueMarket market, Moment moment, int ad) {
    var bid = market.market().catalogue().campaign(ad).bid();
    return moment.expectedValue(ad, 0, 0, bid) / 1e3;
  }

  /** EUR a thousand requests. */
  private static double attainable(
      ValueMarket market, Auction auction, Request request, Moment moment, List<Generated> found) {
    var catalogue = market.market().catalogue();
    List<Candidate> candidates =
        found.stream()
            .mapToInt(one -> catalogue.adIndex(market.ids().items().get(one.item())))
            .distinct()
            .mapToObj(
                ad -> Candidate.of(catalogue, ad, moment.pClick(ad, 0, 0), moment.pConversion(ad)))
            .toList();
    var outcome =
        auction.run(
            candidates,
            request.slots(),
            Money.zero(catalogue.rates().base()),
            market.market().seed().of(request.id()));
    return outcome.winners().stream()
            .mapToDouble(
                won ->
                    moment.expectedValue(
                        won.contender().candidate().ad(), won.place(), 0, won.price()))
            .sum()
        / 1e3;
  }

  private static double[] best(double[] all, int count) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return IntStream.range(0, count).mapToDouble(i -> sorted[sorted.length - 1 - i]).toArray();
  }

  private static double dcg(double[] gain_K) {
    double sum = 0;
    for (int k = 0; k < gain_K.length; k++) {
      sum += gain_K[k] * Math.log(2) / Math.log(k + 2);
    }
    return sum;
  }
}
