package io.adlib.market.auction;

import io.adlib.core.Money;
import java.util.List;

/**
 * What a winner pays for one billable event. Prices see the whole ranking, so that a rule whose
 * price depends on every loser has what it needs. Implementations are stateless.
 */
public sealed interface Pricing {

  /** {@link SecondPrice}. */
  Pricing SECOND_PRICE = new SecondPrice();

  /** {@link FirstPrice}. */
  Pricing FIRST_PRICE = new FirstPrice();

  /**
   * The eCPM that the winner at a place must be worth to keep it: not below the reserve, not above
   * its own.
   *
   * @param ranking contenders that may be placed, best first, longer than the slate if there are
   *     losers
   * @param place index of the winner
   * @param reserve least eCPM, at least 1 micro, in the market's currency
   */
  Money needed(List<Contender> ranking, int place, Money reserve);

  /** What the winner pays, in its bid's currency: never above its bid. */
  Money price(List<Contender> ranking, int place, Money reserve);

  /**
   * Generalised second price (Edelman, Ostrovsky, Schwarz 2007): the least bid that is still worth
   * as much as the next contender of another advertiser, or the reserve. At that bid the two would
   * be equal; nobody pays to beat an ad of its own.
   */
  record SecondPrice() implements Pricing {
    @Override
    public Money needed(List<Contender> ranking, int place, Money reserve) {
      Contender winner = ranking.get(place);
      for (Contender next : ranking.subList(place + 1, ranking.size())) {
        if (next.advertiser() != winner.advertiser()) {
          return next.eCPM();
        }
      }
      return reserve;
    }

    @Override
    public Money price(List<Contender> ranking, int place, Money reserve) {
      return ranking.get(place).leastBid(needed(ranking, place, reserve));
    }
  }

  /** Everyone pays its bid. */
  record FirstPrice() implements Pricing {
    @Override
    public Money needed(List<Contender> ranking, int place, Money reserve) {
      return ranking.get(place).eCPM();
    }

    @Override
    public Money price(List<Contender> ranking, int place, Money reserve) {
      return ranking.get(place).candidate().bid();
    }
  }
}
