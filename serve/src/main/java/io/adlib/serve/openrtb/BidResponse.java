package io.adlib.serve.openrtb;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Adlib answers (OpenRTB 2.6, section 4.2).
 *
 * @param id the request's
 * @param bidid ours
 * @param cur currency of the prices
 * @param nbr why there is no bid
 */
record BidResponse(
    String id,
    Optional<List<SeatBid>> seatbid,
    Optional<String> bidid,
    Optional<String> cur,
    OptionalInt nbr) {

  /** The no-bid reasons that Adlib gives (OpenRTB 3.0's list, which 2.6 refers to). */
  static final int INVALID_REQUEST = 2;

  static final int INSUFFICIENT_AUCTION_TIME = 15;

  /** All our bids (4.2.2). */
  record SeatBid(List<Bid> bid, String seat) {}

  /**
   * One bid (4.2.3).
   *
   * @param price per thousand impressions
   * @param nurl to call when the bid won
   * @param burl to call when the impression is billed
   * @param lurl to call when the bid lost, which frees the money held for it
   * @param adm the ad itself
   * @param mtype 1 banner, 4 native
   */
  record Bid(
      String id,
      String impid,
      BigDecimal price,
      String adid,
      String nurl,
      String burl,
      String lurl,
      String adm,
      List<String> adomain,
      String cid,
      String crid,
      OptionalInt w,
      OptionalInt h,
      int mtype) {}

  static BidResponse bids(String id, String currency, List<Bid> bids) {
    return new BidResponse(
        id,
        Optional.of(List.of(new SeatBid(bids, Seat.NAME))),
        Optional.of(id),
        Optional.of(currency),
        OptionalInt.empty());
  }

  static BidResponse none(String id, int reason) {
    return new BidResponse(
        id, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(reason));
  }
}
