package io.adlib.app.reproduce;

import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.infer.ranker.Ranker;
import io.adlib.market.auction.Auction;
import io.adlib.market.auction.Candidate;
import io.adlib.market.auction.Lot;
import io.adlib.market.simulate.SlatePolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A generator's candidates, valued by the ranker and sold by the second-price auction, with no
 * budgets, caps or popular ads beside them: so that what differs between policies is the generator.
 */
final class GeneratedSlates implements SlatePolicy {

  private final String name;
  private final ValueMarket market;
  private final Generator generator;
  private final ValueGuide guide;
  private final Auction auction;

  GeneratedSlates(String name, ValueMarket market, Generator generator, ValueGuide guide) {
    this.name = name;
    this.market = market;
    this.generator = generator;
    this.guide = guide;
    auction = new Auction(market.market().catalogue());
  }

  @Override
  public Slate slate(Request request, UserState user) {
    return sold(request, user, candidates(request, user));
  }

  /** The ads that the generator proposes, best first. */
  Set<Integer> candidates(Request request, UserState user) {
    UserState known = request.consent() ? user : UserState.unknown(request.user());
    List<Generated> found =
        generator.generate(
            market.prompts().build(known, request),
            market.trie(),
            market.episodes().legal(request, known),
            guide,
            guide.cap());
    Set<Integer> ads = new LinkedHashSet<>();
    for (Generated one : found) {
      ads.add(market.market().catalogue().adIndex(market.ids().items().get(one.item())));
    }
    return ads;
  }

  /** The slate that these ads make. */
  Slate sold(Request request, UserState user, Set<Integer> ads) {
    UserState known = request.consent() ? user : UserState.unknown(request.user());
    int[] numbers = ads.stream().mapToInt(ad -> ad).toArray();
    Ranker.Values values = market.ranker().value(known, request, numbers);
    var catalogue = market.market().catalogue();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < numbers.length; i++) {
      candidates.add(
          Candidate.of(catalogue, numbers[i], values.pClick()[i], values.pConversion()[i]));
    }
    var outcome =
        auction.run(
            candidates,
            request.slots(),
            Money.zero(catalogue.rates().base()),
            market.market().seed().of(request.id()));
    return new Slate(request.id(), name, outcome.winners().stream().map(this::position).toList());
  }

  private Slate.Position position(Lot.Won won) {
    var catalogue = market.market().catalogue();
    Candidate candidate = won.contender().candidate();
    return new Slate.Position(
        catalogue.ads().get(candidate.ad()).id(),
        catalogue.campaign(candidate.ad()).id(),
        candidate.pCTR(),
        candidate.pCVR(),
        won.worth(),
        won.price(),
        1,
        List.of(name));
  }
}
