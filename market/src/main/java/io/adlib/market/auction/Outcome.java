package io.adlib.market.auction;

import java.util.List;

/**
 * The result of an auction.
 *
 * @param winners in order of place; may be fewer than the slots
 * @param losers by falling eCPM
 */
public record Outcome(List<Lot.Won> winners, List<Lot.Lost> losers) {
  public Outcome {
    winners = List.copyOf(winners);
    losers = List.copyOf(losers);
  }
}
