package io.adlib.serve.path;

import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.market.eligibility.Blocks;
import java.util.Optional;
import java.util.Set;

/**
 * A request for ads with what the publisher demands.
 *
 * @param request who asks, where and when
 * @param blocks what must not be shown
 * @param floor least eCPM of a shown ad, in any currency that has a rate
 * @param about what the page is about, by IAB category; tags of content that is in the catalogue
 *     need not be named
 */
public record SlateQuery(Request request, Blocks blocks, Optional<Money> floor, Set<String> about) {
  public SlateQuery {
    about = Set.copyOf(about);
  }

  /** A request of a page of which no more is known. */
  public SlateQuery(Request request, Blocks blocks, Optional<Money> floor) {
    this(request, blocks, floor, Set.of());
  }

  /** A request with no demands. */
  public static SlateQuery of(Request request) {
    return new SlateQuery(request, Blocks.NONE, Optional.empty());
  }
}
