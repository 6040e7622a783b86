package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * How often the user lately saw this ad, this campaign and this category without more, forgetting
 * half at each speed, as n/(1+n); and whether this ad was clicked before.
 */
final class Fatigue implements Feature {

  private final Slot[] ad_H;
  private final Slot[] campaign_H;
  private final Slot[] category_H;
  private final Slot clicked;
  private final AdTable table;

  Fatigue(Slots slots, AdTable table) {
    this.table = table;
    ad_H = byHorizon(slots, "seen.ad");
    campaign_H = byHorizon(slots, "seen.campaign");
    category_H = byHorizon(slots, "seen.category");
    clicked = slots.dense("clicked.ad");
  }

  private static Slot[] byHorizon(Slots slots, String name) {
    Slot[] slots_H = new Slot[RequestView.HORIZONS];
    for (int h = 0; h < slots_H.length; h++) {
      slots_H[h] = slots.dense(name + "." + RequestView.HORIZON_NAMES[h]);
    }
    return slots_H;
  }

  @Override
  public Emitter at(RequestView request) {
    return (ad, row) -> {
      float clicks = 0;
      for (int h = 0; h < RequestView.HORIZONS; h++) {
        float sameAd = 0;
        float sameCampaign = 0;
        float sameCategory = 0;
        for (int e = 0; e < request.events; e++) {
          int other = request.ad_E[e];
          if (other < 0) {
            continue;
          }
          float weight = request.weight_HE[h][e];
          if (request.kind_E[e] == Event.Kind.IMPRESSION) {
            sameAd += other == ad ? weight : 0;
            sameCampaign += table.campaign_A[other] == table.campaign_A[ad] ? weight : 0;
            sameCategory += table.leaf_A[other] == table.leaf_A[ad] ? weight : 0;
          } else if (other == ad && h == RequestView.HORIZONS - 1) {
            clicks += weight;
          }
        }
        row.measure(ad_H[h], sameAd / (1 + sameAd));
        row.measure(campaign_H[h], sameCampaign / (1 + sameCampaign));
        row.measure(category_H[h], sameCategory / (1 + sameCategory));
      }
      row.measure(clicked, clicks / (1 + clicks));
    };
  }
}
