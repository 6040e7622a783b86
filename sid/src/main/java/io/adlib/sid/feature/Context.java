package io.adlib.sid.feature;

import io.adlib.core.Environment;

/** Placement, device, country and hour, alone and with the ad's category. */
final class Context implements Feature {

  private final Slot placement;
  private final Slot device;
  private final Slot hour;
  private final Slot placementCategory;
  private final Slot deviceCategory;
  private final Slot countryCampaign;
  private final AdTable table;

  Context(Slots slots, AdTable table) {
    this.table = table;
    placement = slots.hashed("placement");
    device = slots.hashed("device");
    hour = slots.hashed("country.hour");
    placementCategory = slots.hashed("placement.category");
    deviceCategory = slots.hashed("device.category");
    countryCampaign = slots.hashed("country.campaign");
  }

  @Override
  public Emitter at(RequestView request) {
    Environment environment = request.request.environment();
    int where = environment.placement().hashCode();
    int what = environment.device().hashCode();
    int country = environment.country().hashCode();
    int when = request.hour;
    return (ad, row) -> {
      row.add(placement.salt(), where);
      row.add(device.salt(), what);
      row.cross(hour.salt(), country, when);
      row.cross(placementCategory.salt(), where, table.leaf_A[ad]);
      row.cross(deviceCategory.salt(), what, table.leaf_A[ad]);
      row.cross(countryCampaign.salt(), country, table.campaign_A[ad]);
    };
  }
}
