package io.adlib.sid;

import java.util.AbstractList;
import java.util.List;

/** The ids of items by number, and the numbers by id. Immutable and thread-safe. */
public interface ItemNames {

  /** How many there are. */
  int size();

  /** The id of an item. */
  String get(int item);

  /** The item of an id, or −1. */
  int indexOf(String id);

  /** All ids, read as they are asked for. */
  default List<String> list() {
    return new AbstractList<>() {
      @Override
      public String get(int item) {
        return ItemNames.this.get(item);
      }

      @Override
      public int size() {
        return ItemNames.this.size();
      }
    };
  }
}
