package io.adlib.serve.openrtb;

import java.util.List;

/** The one seat that Adlib bids with. */
final class Seat {

  static final String NAME = "adlib";

  private Seat() {}

  /** Whether the exchange takes bids of our seat. */
  static boolean isWelcome(BidRequest request) {
    List<String> allowed = request.wseat().orElse(List.of());
    return (allowed.isEmpty() || allowed.contains(NAME))
        && !request.bseat().orElse(List.of()).contains(NAME);
  }
}
