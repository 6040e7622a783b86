package io.adlib.sid.health;

import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.health.Health.SharedPath;
import io.adlib.sid.kmeans.Codebooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the figures. */
public final class HealthCheck {

  private static final int TITLES = 5;

  private HealthCheck() {}

  /**
   * The health of semantic IDs made from vectors with codebooks.
   *
   * @param ids of exactly these items, in their order, with a suffix as last level
   */
  public static Health of(ItemVectors items, Codebooks books, SemanticIds ids) {
    if (!ids.items().equals(items.ids()) || ids.depth() != books.levels() + 1) {
      throw new IllegalArgumentException("the semantic IDs are not those of these items");
    }
    float[] unit_ND = Geometry.unit(items.vectors_ND(), items.dimension());
    double[] errors = Geometry.errors(items, books, ids);
    List<LevelHealth> levels = new ArrayList<>();
    for (int level = 1; level <= books.levels(); level++) {
      List<List<Integer>> paths = Paths.of(ids, level);
      int[] usage_C = new int[books.codesPerLevel()];
      for (int item = 0; item < ids.size(); item++) {
        usage_C[ids.code(item, level - 1)]++;
      }
      int used = (int) Arrays.stream(usage_C).filter(n -> n > 0).count();
      levels.add(
          new LevelHealth(
              level,
              paths.size(),
              used,
              (double) used / usage_C.length,
              perplexity(usage_C, ids.size()),
              Geometry.similarity(paths, unit_ND, items.dimension()),
              errors[level - 1],
              purity(paths, items.categories()),
              Arrays.stream(usage_C).boxed().toList()));
    }
    List<List<Integer>> paths = Paths.of(ids, books.levels());
    int colliding = paths.stream().mapToInt(List::size).filter(n -> n > 1).sum();
    return new Health(
        ids.size(),
        books.codesPerLevel(),
        (double) colliding / ids.size(),
        (double) paths.size() / ids.size(),
        paths.stream().mapToInt(List::size).max().orElse(0),
        pairsByChance(items.categories()),
        levels,
        shared(paths, items, ids, books.levels()));
  }

  private static double perplexity(int[] usage_C, int items) {
    double entropy = 0;
    for (int n : usage_C) {
      if (n > 0) {
        double p = (double) n / items;
        entropy -= p * Math.log(p);
      }
    }
    return Math.exp(entropy);
  }

  private static Optional<LevelHealth.Purity> purity(
      List<List<Integer>> paths, List<String> categories) {
    long majority = 0;
    long members = 0;
    double same = 0;
    double pairs = 0;
    for (List<Integer> path : paths) {
      Map<String, Integer> counts = counts(path.stream().map(categories::get).toList());
      int size = counts.values().stream().mapToInt(n -> n).sum();
      if (size > 1) {
        members += size;
        majority += counts.values().stream().mapToInt(n -> n).max().orElse(0);
        pairs += .5 * size * (size - 1);
        same += counts.values().stream().mapToDouble(n -> .5 * n * (n - 1)).sum();
      }
    }
    return members == 0
        ? Optional.empty()
        : Optional.of(new LevelHealth.Purity((double) majority / members, same / pairs));
  }

  private static Optional<Double> pairsByChance(List<String> categories) {
    Map<String, Integer> counts = counts(categories);
    double n = counts.values().stream().mapToInt(x -> x).sum();
    return n < 2
        ? Optional.empty()
        : Optional.of(
            counts.values().stream().mapToDouble(x -> x * (x - 1.0)).sum() / (n * (n - 1)));
  }

  private static Map<String, Integer> counts(List<String> categories) {
    Map<String, Integer> counts = new HashMap<>();
    for (String category : categories) {
      if (!category.isEmpty()) {
        counts.merge(category, 1, Integer::sum);
      }
    }
    return counts;
  }

  private static List<SharedPath> shared(
      List<List<Integer>> paths, ItemVectors items, SemanticIds ids, int levels) {
    return paths.stream()
        .filter(path -> path.size() > 1)
        .sorted(Comparator.comparingInt((List<Integer> path) -> -path.size()))
        .limit(Health.EXAMPLES)
        .map(
            path ->
                new SharedPath(
                    Paths.name(ids, path.getFirst(), levels),
                    path.size(),
                    path.stream().limit(TITLES).map(items.titles()::get).toList()))
        .toList();
  }
}
