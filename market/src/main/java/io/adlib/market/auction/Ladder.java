package io.adlib.market.auction;

import io.adlib.core.Money;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What one winner must score for each place of the slate, with everyone else as they are: rung k is
 * the least score with which it stands at place k or above. A rung is never below the reserve, and
 * rungs fall from place to place.
 *
 * <p>The slate is filled greedily by score under {@link SlateRules}. Raising a score leaves the
 * others' order alone and moves the winner before more of them, so its place only gets better, and
 * the rungs are simply read off the slate that the others would fill: rung k is the score of the
 * k-th of them, or of the one whose ad would keep the winner out by a rule, if that is higher.
 * Others are those of other advertisers: nobody competes with an ad of its own, but its own ads
 * above keep their places.
 *
 * @param place of the winner
 * @param rungs scores for the places 0 to slots − 1; those above {@code place} are not filled in
 */
record Ladder(int place, List<BigInteger> rungs) {

  /**
   * @param ranking contenders not below the reserve, best first
   * @param winners those placed of them, in order
   * @param place index of the winner among them
   */
  static Ladder of(
      List<Contender> ranking,
      List<Contender> winners,
      int place,
      int slots,
      Money reserve,
      SlateRules rules) {
    Contender winner = winners.get(place);
    SlateRules.Tally tally = rules.new Tally();
    int ownAbove = 0;
    for (Contender above : winners.subList(0, place)) {
      if (above.advertiser() == winner.advertiser()) {
        tally.place(above);
        ownAbove++;
      }
    }
    List<BigInteger> others = new ArrayList<>();
    Optional<BigInteger> blocker = Optional.empty();
    for (Contender other : ranking) {
      if (others.size() + ownAbove >= slots) {
        break;
      }
      if (other.advertiser() != winner.advertiser() && tally.refusal(other).isEmpty()) {
        tally.place(other);
        others.add(other.score());
        if (blocker.isEmpty() && tally.refusal(winner).isPresent()) {
          blocker = Optional.of(other.score());
        }
      }
    }
    BigInteger floor = winner.scoreOf(reserve).max(blocker.orElse(BigInteger.ZERO));
    List<BigInteger> rungs = new ArrayList<>();
    for (int k = 0; k < slots; k++) {
      int other = k - ownAbove;
      rungs.add(
          k >= place && other < others.size() ? floor.max(others.get(Math.max(0, other))) : floor);
    }
    return new Ladder(place, rungs);
  }

  /** Of a winner without rivals: the reserve, at every place. */
  static Ladder alone(Contender winner, int place, Money reserve) {
    return new Ladder(place, Collections.nCopies(place + 1, winner.scoreOf(reserve)));
  }

  /** The score that keeps the place. */
  BigInteger keeping() {
    return rungs.get(place);
  }

  /** The score for a place at or below the winner's own. */
  BigInteger rung(int k) {
    return rungs.get(k);
  }

  int slots() {
    return rungs.size();
  }
}
