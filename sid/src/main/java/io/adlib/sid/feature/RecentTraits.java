package io.adlib.sid.feature;

/**
 * How much of what the user lately clicked has the ad's category, top category, brand, price bucket
 * and campaign: Σ weight of equals / (½ + Σ weight), forgetting half in twenty days.
 */
final class RecentTraits implements Feature {

  private static final int SLOW = 2;
  private final Slot[] slots;
  private final int[][] traits_TA;

  RecentTraits(Slots slots, AdTable table) {
    this.slots =
        new Slot[] {
          slots.dense("clicked.category"),
          slots.dense("clicked.category.top"),
          slots.dense("clicked.brand"),
          slots.dense("clicked.price"),
          slots.dense("clicked.campaign")
        };
    traits_TA =
        new int[][] {table.leaf_A, table.top_A, table.brand_A, table.price_A, table.campaign_A};
  }

  @Override
  public Emitter at(RequestView request) {
    int[] clicked = new int[request.events];
    float[] weight = new float[request.events];
    int count = 0;
    float total = .5f;
    for (int e = 0; e < request.events; e++) {
      if (request.ad_E[e] >= 0 && request.isResponse(e)) {
        clicked[count] = request.ad_E[e];
        weight[count++] = request.weight_HE[SLOW][e];
        total += request.weight_HE[SLOW][e];
      }
    }
    int n = count;
    float all = total;
    return (ad, row) -> {
      for (int t = 0; t < traits_TA.length; t++) {
        int[] trait_A = traits_TA[t];
        float sum = 0;
        for (int i = 0; i < n; i++) {
          sum += trait_A[clicked[i]] == trait_A[ad] ? weight[i] : 0;
        }
        row.measure(slots[t], sum / all);
      }
    };
  }
}
