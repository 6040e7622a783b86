package io.adlib.sid;

import io.adlib.core.InputException;
import java.util.List;

/**
 * Items with their content vectors, numbered from 0 in the order of {@link #ids()}. The array is
 * not copied: treat it as immutable, then it is thread-safe.
 *
 * @param ids business keys, each once
 * @param titles for people, one an item
 * @param categories one an item, empty where unknown; compared as whole texts
 * @param dimension D
 * @param vectors_ND row-major
 */
public record ItemVectors(
    List<String> ids,
    List<String> titles,
    List<String> categories,
    int dimension,
    float[] vectors_ND) {

  public ItemVectors {
    ids = List.copyOf(ids);
    titles = List.copyOf(titles);
    categories = List.copyOf(categories);
    int n = ids.size();
    if (titles.size() != n || categories.size() != n || vectors_ND.length != (long) n * dimension) {
      throw new InputException(
          n
              + " items with "
              + titles.size()
              + " titles, "
              + categories.size()
              + " categories and "
              + vectors_ND.length
              + " vector components of "
              + dimension
              + " each do not fit",
          "give each item one of each");
    }
  }

  /** The number of items. */
  public int size() {
    return ids.size();
  }
}
