package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * How much of what the user lately read, searched and clicked is about the ad's category, at each
 * speed of forgetting: Σ weight of such events / (½ + Σ weight).
 */
final class RecentTopics implements Feature {

  private static final String[] GROUPS = {"content", "search", "click"};
  private final Slot[] slots_GH;
  private final AdTable table;

  RecentTopics(Slots slots, AdTable table) {
    this.table = table;
    slots_GH = new Slot[GROUPS.length * RequestView.HORIZONS];
    for (int i = 0; i < slots_GH.length; i++) {
      slots_GH[i] =
          slots.dense(
              "topic."
                  + GROUPS[i / RequestView.HORIZONS]
                  + "."
                  + RequestView.HORIZON_NAMES[i % RequestView.HORIZONS]);
    }
  }

  static int group(Event.Kind kind) {
    return switch (kind) {
      case CONTENT -> 0;
      case SEARCH -> 1;
      case IMPRESSION -> -1;
      case CLICK, CART, CONVERSION -> 2;
    };
  }

  @Override
  public Emitter at(RequestView request) {
    float[] total_GH = new float[slots_GH.length];
    int[] group_E = new int[request.events];
    for (int e = 0; e < group_E.length; e++) {
      group_E[e] = request.topic_E[e] == Topics.NONE ? -1 : group(request.kind_E[e]);
      for (int h = 0; h < RequestView.HORIZONS && group_E[e] >= 0; h++) {
        total_GH[group_E[e] * RequestView.HORIZONS + h] += request.weight_HE[h][e];
      }
    }
    float[] sum_GH = new float[slots_GH.length];
    return (ad, row) -> {
      java.util.Arrays.fill(sum_GH, 0);
      for (int e = 0; e < group_E.length; e++) {
        if (group_E[e] >= 0 && request.topic_E[e] == table.leaf_A[ad]) {
          for (int h = 0; h < RequestView.HORIZONS; h++) {
            sum_GH[group_E[e] * RequestView.HORIZONS + h] += request.weight_HE[h][e];
          }
        }
      }
      for (int i = 0; i < sum_GH.length; i++) {
        row.measure(slots_GH[i], sum_GH[i] / (.5f + total_GH[i]));
      }
    };
  }
}
