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

  private final ItemVectors items;
  private final SemanticIds ids;
  private final PathOrder order;

  private HealthCheck(ItemVectors items, SemanticIds ids) {
    this.items = items;
    this.ids = ids;
    order = new PathOrder(ids);
  }

  /**
   * The health of semantic IDs made from vectors with codebooks.
   *
   * @param ids of exactly these items, in their order, with a suffix as last level
   */
  public static Health of(ItemVectors items, Codebooks books, SemanticIds ids) {
    if (!ids.items().equals(items.ids()) || ids.depth() != books.levels() + 1) {
      throw new IllegalArgumentException("the semantic IDs are not those of these items");
    }
    return new HealthCheck(items, ids).of(books);
  }

  private Health of(Codebooks books) {
    double[] similarities = Geometry.similarities(items.vectors(), order);
    double[] errors = Geometry.errors(items.vectors(), books, ids);
    List<LevelHealth> levels = new ArrayList<>();
    for (int level = 1; level <= books.levels(); level++) {
      int[] usage_C = new int[books.codesPerLevel()];
      for (int item = 0; item < ids.size(); item++) {
        usage_C[ids.code(item, level - 1)]++;
      }
      int used = (int) Arrays.stream(usage_C).filter(n -> n > 0).count();
      levels.add(
          new LevelHealth(
              level,
              paths(level).size(),
              used,
              (double) used / usage_C.length,
              perplexity(usage_C, ids.size()),
              similarities[level - 1],
              errors[level - 1],
              purity(level),
              Arrays.stream(usage_C).boxed().toList()));
    }
    List<Path> paths = paths(books.levels());
    int colliding = paths.stream().mapToInt(Path::size).filter(n -> n > 1).sum();
    return new Health(
        ids.size(),
        books.codesPerLevel(),
        (double) colliding / ids.size(),
        (double) paths.size() / ids.size(),
        paths.stream().mapToInt(Path::size).max().orElse(0),
        pairsByChance(),
        levels,
        shared(paths));
  }

  /** The places of a path's items. */
  private record Path(int from, int to) {
    int size() {
      return to - from;
    }
  }

  private List<Path> paths(int level) {
    List<Path> paths = new ArrayList<>();
    for (int from = 0; from < order.size(); from = paths.getLast().to()) {
      paths.add(new Path(from, order.end(from, level)));
    }
    return paths;
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

  private Optional<LevelHealth.Purity> purity(int level) {
    long majority = 0;
    long members = 0;
    double same = 0;
    double pairs = 0;
    for (Path path : paths(level)) {
      Map<String, Integer> counts = path.size() > 1 ? categories(path) : Map.of();
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

  private Optional<Double> pairsByChance() {
    Map<String, Integer> counts = categories(new Path(0, order.size()));
    double n = counts.values().stream().mapToInt(x -> x).sum();
    return n < 2
        ? Optional.empty()
        : Optional.of(
            counts.values().stream().mapToDouble(x -> x * (x - 1.0)).sum() / (n * (n - 1)));
  }

  /** How many items of a path each category has; those without one are left out. */
  private Map<String, Integer> categories(Path path) {
    Map<String, Integer> counts = new HashMap<>();
    for (int item : order.items(path.from(), path.to())) {
      String category = items.categories().get(item);
      if (!category.isEmpty()) {
        counts.merge(category, 1, Integer::sum);
      }
    }
    return counts;
  }

  private List<SharedPath> shared(List<Path> paths) {
    return paths.stream()
        .filter(path -> path.size() > 1)
        .sorted(Comparator.comparingInt(path -> -path.size()))
        .limit(Health.EXAMPLES)
        .map(
            path ->
                new SharedPath(
                    PathOrder.name(ids, order.item(path.from()), order.levels()),
                    path.size(),
                    Arrays.stream(order.items(path.from(), path.to()))
                        .limit(TITLES)
                        .mapToObj(items.titles()::get)
                        .toList()))
        .toList();
  }
}
