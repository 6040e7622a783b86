package io.adlib.serve.path;

import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.market.eligibility.Blocks;
import java.util.Optional;

/**
 * A request for ads with what the publisher demands.
 *
 * @param request who asks, where and when
 * @param blocks what must not be shown
 * @param floor least eCPM of a shown ad, in any currency that has a rate
 */
public record SlateQuery(Request request, Blocks blocks, Optional<Money> floor) {

  /** A request with no demands. */
  public static SlateQuery of(Request request) {
    return new SlateQuery(request, Blocks.NONE, Optional.empty());
  }
}
