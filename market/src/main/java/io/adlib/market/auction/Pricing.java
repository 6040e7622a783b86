package io.adlib.market.auction;

import io.adlib.core.Campaign.Objective;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a winner pays for one billable event, as the score it pays for: the price is the least bid
 * with that score. It lies between the reserve and the winner's own score, so a price is never
 * below the reserve and never above the offer. Implementations are immutable and thread-safe.
 */
public sealed interface Pricing {

  /** {@link SecondPrice}. */
  Pricing SECOND_PRICE = new SecondPrice();

  /** {@link Vcg}. */
  Pricing VCG = new Vcg();

  /** {@link FirstPrice} at the full bid. */
  Pricing FIRST_PRICE = new FirstPrice(Optional.empty());

  /** The score that a winner pays for. */
  BigInteger paid(Contender winner, Ladder ladder, PositionEffects effects, Objective objective);

  /**
   * Generalised second price with quality and reserve (Edelman, Ostrovsky, Schwarz 2007; Varian
   * 2007): the least bid that keeps the place. At that bid it would tie with whoever would take it.
   */
  record SecondPrice() implements Pricing {
    @Override
    public BigInteger paid(
        Contender winner, Ladder ladder, PositionEffects effects, Objective objective) {
      return ladder.keeping();
    }
  }

  /**
   * Vickrey–Clarke–Groves for a slate: what the others lose by the winner's presence. With effects
   * α_k and rungs t_k, a winner at place p pays for
   *
   * <pre>
   * Σ_{k≥p} (α_k − α_{k+1}) · t_k / α_p,   α = 0 past the last place, rounded down,
   * </pre>
   *
   * the laddered price of Aggarwal, Goel and Motwani (EC 2006). Where the effects are separable and
   * the greedy slate is the best one, which one ad an advertiser leaves it (a matroid), this is the
   * externality to the micro. Where a second rule binds the slate need not be the best, but the
   * place still only gets better with the bid, and the price stays the one that makes the true
   * value the best bid of an advertiser with one ad. For a campaign that pays per impression every
   * place counts the same, so it pays for the last rung: what it needs to be in the slate at all.
   */
  record Vcg() implements Pricing {
    @Override
    public BigInteger paid(
        Contender winner, Ladder ladder, PositionEffects effects, Objective objective) {
      int last = ladder.slots() - 1;
      if (objective == Objective.IMPRESSION) {
        return ladder.rung(last);
      }
      BigInteger sum = effects.parts(last).multiply(ladder.rung(last));
      for (int k = ladder.place(); k < last; k++) {
        BigInteger step = effects.parts(k).subtract(effects.parts(k + 1));
        sum = sum.add(step.multiply(ladder.rung(k)));
      }
      return sum.divide(effects.parts(ladder.place()));
    }
  }

  /**
   * Everyone pays what it offers: its bid, or what {@link BidShading} makes of it on the buyer's
   * behalf.
   */
  record FirstPrice(Optional<BidShading> shading) implements Pricing {
    @Override
    public BigInteger paid(
        Contender winner, Ladder ladder, PositionEffects effects, Objective objective) {
      return winner.score();
    }
  }
}
