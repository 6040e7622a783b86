package io.adlib.sid.feature;

/** Who the ad is: its id, campaign, advertiser, brand, category path and price bucket. */
final class AdIdentity implements Feature {

  private final Slot ad;
  private final Slot campaign;
  private final Slot advertiser;
  private final Slot brand;
  private final Slot top;
  private final Slot leaf;
  private final Slot price;
  private final AdTable table;

  AdIdentity(Slots slots, AdTable table) {
    this.table = table;
    ad = slots.hashed("ad");
    campaign = slots.hashed("ad.campaign");
    advertiser = slots.hashed("ad.advertiser");
    brand = slots.hashed("ad.brand");
    top = slots.hashed("ad.category.top");
    leaf = slots.hashed("ad.category");
    price = slots.hashed("ad.price");
  }

  @Override
  public Emitter at(RequestView request) {
    return (a, row) -> {
      row.add(ad.salt(), table.id_A[a]);
      row.add(campaign.salt(), table.campaign_A[a]);
      row.add(advertiser.salt(), table.advertiser_A[a]);
      row.add(brand.salt(), table.brand_A[a]);
      row.add(top.salt(), table.top_A[a]);
      row.add(leaf.salt(), table.leaf_A[a]);
      row.cross(price.salt(), table.leaf_A[a], table.price_A[a]);
    };
  }
}
