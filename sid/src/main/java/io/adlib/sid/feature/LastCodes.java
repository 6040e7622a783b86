package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * The first codes of the last few different things that the user read or clicked, each with the
 * ad's category and the ad's first code: what tends to be wanted after what.
 */
final class LastCodes implements Feature {

  private static final int LAST = 3;
  private final Slot category;
  private final Slot code;
  private final AdTable table;

  LastCodes(Slots slots, AdTable table) {
    this.table = table;
    category = slots.hashed("last.category");
    code = slots.hashed("last.code");
  }

  @Override
  public Emitter at(RequestView request) {
    int[] last = new int[LAST];
    int count = 0;
    for (int e = request.events - 1; e >= 0 && count < LAST; e--) {
      boolean interest = request.kind_E[e] == Event.Kind.CONTENT || request.isResponse(e);
      if (interest && request.item_E[e] >= 0) {
        int found = table.code(request.item_E[e], 0);
        boolean known = false;
        for (int i = 0; i < count; i++) {
          known |= last[i] == found;
        }
        if (!known) {
          last[count++] = found;
        }
      }
    }
    int n = count;
    return (ad, row) -> {
      int item = table.item_A[ad];
      for (int i = 0; i < n; i++) {
        row.cross(category.salt(), last[i], table.leaf_A[ad]);
        if (item >= 0) {
          row.cross(code.salt(), last[i], table.code(item, 0));
        }
      }
    };
  }
}
