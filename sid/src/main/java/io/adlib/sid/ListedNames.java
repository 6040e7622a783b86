package io.adlib.sid;

import io.adlib.core.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ids in memory. */
record ListedNames(List<String> list, Map<String, Integer> index) implements ItemNames {

  /**
   * @throws InputException if an id is there twice
   */
  static ListedNames of(List<String> ids) {
    List<String> list = List.copyOf(ids);
    Map<String, Integer> index = HashMap.newHashMap(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (index.put(list.get(i), i) != null) {
        throw twice(list.get(i));
      }
    }
    return new ListedNames(list, index);
  }

  static InputException twice(String id) {
    return new InputException("item '" + id + "' has two semantic IDs", "give each item once");
  }

  @Override
  public int size() {
    return list.size();
  }

  @Override
  public String get(int item) {
    return list.get(item);
  }

  @Override
  public int indexOf(String id) {
    return index.getOrDefault(id, -1);
  }
}
