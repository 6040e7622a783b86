package io.adlib.sid;

import io.adlib.core.InputException;
import java.util.List;

/**
 * Items with their content vectors, numbered from 0 in the order of {@link #ids()}. Immutable and
 * thread-safe as far as the vectors are.
 *
 * @param ids business keys, each once
 * @param titles for people, one an item
 * @param categories one an item, empty where unknown; compared as whole texts
 * @param vectors one an item
 */
public record ItemVectors(
    List<String> ids, List<String> titles, List<String> categories, VectorSource vectors) {

  public ItemVectors {
    ids = List.copyOf(ids);
    titles = List.copyOf(titles);
    categories = List.copyOf(categories);
    int n = ids.size();
    if (titles.size() != n || categories.size() != n || vectors.size() != n) {
      throw new InputException(
          "%d items with %d titles, %d categories and %d vectors do not fit"
              .formatted(n, titles.size(), categories.size(), vectors.size()),
          "give each item one of each");
    }
  }

  /** With vectors {@code [N, D]}, row-major; the array is not copied. */
  public ItemVectors(
      List<String> ids,
      List<String> titles,
      List<String> categories,
      int dimension,
      float[] vectors_ND) {
    this(ids, titles, categories, VectorSource.of(vectors_ND, dimension));
  }

  /** D. */
  public int dimension() {
    return vectors.dimension();
  }

  /** The number of items. */
  public int size() {
    return ids.size();
  }
}
