package io.adlib.market.demo;

import io.adlib.core.Event;
import io.adlib.core.Request;
import java.util.List;

/**
 * One visit of one user.
 *
 * @param organic what was read and searched before the request, oldest first; at least one event
 * @param request the question for ads that follows
 */
public record Visit(List<Event> organic, Request request) {
  public Visit {
    organic = List.copyOf(organic);
  }
}
