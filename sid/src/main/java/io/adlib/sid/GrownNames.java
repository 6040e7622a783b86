package io.adlib.sid;

import java.util.ArrayList;
import java.util.List;

/** Ids, and some in memory after them. */
record GrownNames(ItemNames first, ListedNames more) implements ItemNames {

  /**
   * @throws io.adlib.core.InputException if an id is there twice
   */
  static GrownNames of(ItemNames before, List<String> added) {
    ItemNames first = before;
    var all = new ArrayList<String>();
    if (before instanceof GrownNames grown) {
      first = grown.first;
      all.addAll(grown.more.list());
    }
    all.addAll(added);
    for (String id : added) {
      if (first.indexOf(id) >= 0) {
        throw ListedNames.twice(id);
      }
    }
    return new GrownNames(first, ListedNames.of(all));
  }

  @Override
  public int size() {
    return first.size() + more.size();
  }

  @Override
  public String get(int item) {
    return item < first.size() ? first.get(item) : more.get(item - first.size());
  }

  @Override
  public int indexOf(String id) {
    int item = first.indexOf(id);
    if (item >= 0) {
      return item;
    }
    int later = more.indexOf(id);
    return later < 0 ? -1 : first.size() + later;
  }
}
