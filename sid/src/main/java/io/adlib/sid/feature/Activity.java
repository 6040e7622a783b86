package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * How readily the user clicks, as far as memory goes: clicks per impression, drawn to one in thirty
 * by thirty imagined impressions (times 4, at most 1); and how much is remembered at all.
 */
final class Activity implements Feature {

  private final Slot clickiness;
  private final Slot memory;

  Activity(Slots slots) {
    clickiness = slots.dense("user.clicks");
    memory = slots.dense("user.events");
  }

  @Override
  public Emitter at(RequestView request) {
    int seen = 0;
    int clicked = 0;
    for (int e = 0; e < request.events; e++) {
      seen += request.kind_E[e] == Event.Kind.IMPRESSION ? 1 : 0;
      clicked += request.kind_E[e] == Event.Kind.CLICK ? 1 : 0;
    }
    float rate = Math.min(1, 4f * (clicked + 1) / (seen + 30));
    float known = request.events / (request.events + 10f);
    return (_, row) -> {
      row.measure(clickiness, rate);
      row.measure(memory, known);
    };
  }
}
