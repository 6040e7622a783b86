package io.adlib.sid.feature;

/** The ad's semantic ID: the code of each level, and the prefix of each length. */
final class Codes implements Feature {

  private final Slot[] code_L;
  private final Slot[] prefix_L;
  private final AdTable table;

  Codes(Slots slots, AdTable table) {
    this.table = table;
    code_L = new Slot[table.levels];
    prefix_L = new Slot[table.levels];
    for (int level = 0; level < table.levels; level++) {
      code_L[level] = slots.hashed("sid.code." + (level + 1));
      prefix_L[level] = slots.hashed("sid.prefix." + (level + 1));
    }
  }

  @Override
  public Emitter at(RequestView request) {
    return (ad, row) -> {
      int item = table.item_A[ad];
      if (item < 0) {
        return;
      }
      for (int level = 0; level < table.levels; level++) {
        row.add(code_L[level].salt(), table.code(item, level));
        if (level > 0) {
          row.add(prefix_L[level].salt(), table.prefix_LN[level][item]);
        }
      }
    };
  }
}
