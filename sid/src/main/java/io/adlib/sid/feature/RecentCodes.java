package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * How much of what the user lately read, and clicked, shares the ad's semantic-ID prefix, for each
 * prefix length and speed of forgetting: Σ weight of sharing events / (½ + Σ weight).
 */
final class RecentCodes implements Feature {

  private static final String[] GROUPS = {"content", "click"};
  private final Slot[] slots_GHL;
  private final AdTable table;

  RecentCodes(Slots slots, AdTable table) {
    this.table = table;
    slots_GHL = new Slot[GROUPS.length * RequestView.HORIZONS * table.levels];
    for (int i = 0; i < slots_GHL.length; i++) {
      String speed = RequestView.HORIZON_NAMES[i / table.levels % RequestView.HORIZONS];
      String group = GROUPS[i / table.levels / RequestView.HORIZONS];
      slots_GHL[i] =
          slots.dense("recent." + group + "." + speed + ".prefix." + (i % table.levels + 1));
    }
  }

  @Override
  public Emitter at(RequestView request) {
    int[] group_E = new int[request.events];
    float[] total_GH = new float[GROUPS.length * RequestView.HORIZONS];
    for (int e = 0; e < group_E.length; e++) {
      boolean read = request.kind_E[e] == Event.Kind.CONTENT;
      group_E[e] = request.item_E[e] < 0 ? -1 : read ? 0 : request.isResponse(e) ? 1 : -1;
      for (int h = 0; h < RequestView.HORIZONS && group_E[e] >= 0; h++) {
        total_GH[group_E[e] * RequestView.HORIZONS + h] += request.weight_HE[h][e];
      }
    }
    float[] sum_GHL = new float[slots_GHL.length];
    return (ad, row) -> {
      java.util.Arrays.fill(sum_GHL, 0);
      for (int e = 0; e < group_E.length; e++) {
        if (group_E[e] < 0) {
          continue;
        }
        int shared = table.shared(table.item_A[ad], request.item_E[e]);
        for (int h = 0; h < RequestView.HORIZONS && shared > 0; h++) {
          int base = (group_E[e] * RequestView.HORIZONS + h) * table.levels;
          for (int level = 0; level < shared; level++) {
            sum_GHL[base + level] += request.weight_HE[h][e];
          }
        }
      }
      for (int i = 0; i < sum_GHL.length; i++) {
        row.measure(slots_GHL[i], sum_GHL[i] / (.5f + total_GH[i / table.levels]));
      }
    };
  }
}
