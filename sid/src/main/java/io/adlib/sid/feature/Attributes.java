package io.adlib.sid.feature;

import java.util.Map;

/** Each of the user's attributes, with the ad's category, price bucket and first code. */
final class Attributes implements Feature {

  private final Slot category;
  private final Slot price;
  private final Slot code;
  private final AdTable table;

  Attributes(Slots slots, AdTable table) {
    this.table = table;
    category = slots.hashed("attribute.category");
    price = slots.hashed("attribute.price");
    code = slots.hashed("attribute.code");
  }

  @Override
  public Emitter at(RequestView request) {
    Map<String, String> attributes = request.state.user().attributes();
    int[] values =
        attributes.entrySet().stream()
            .mapToInt(entry -> entry.getKey().hashCode() * 31 + entry.getValue().hashCode())
            .toArray();
    return (ad, row) -> {
      int item = table.item_A[ad];
      for (int value : values) {
        row.cross(category.salt(), value, table.leaf_A[ad]);
        row.cross(price.salt(), value, table.price_A[ad]);
        if (item >= 0) {
          row.cross(code.salt(), value, table.code(item, 0));
        }
      }
    };
  }
}
