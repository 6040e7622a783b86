package io.adlib.app.hub;

import io.adlib.app.pipeline.TaggedText;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What texts alone find in the second half of the history, encoded with tags behind them and
 * without: for a click, the ad among those nearest to what its user last turned to; for a search,
 * ads that fit it by the market's own truth. Nothing is learnt of the log, as for ads that are new.
 */
final class TextNeighbours {

  private static final int FOUND = 16;
  private static final int LAST = 8;
  private static final int MOST = 3000;

  /**
   * A click.
   *
   * @param last numbers of the items that the user turned to before
   */
  private record Click(String user, Set<Integer> last, int ad) {}

  private record Search(String user, String query) {}

  private final HubMarket market;
  private final Progress progress;
  private final int ads;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final List<Click> clicks;
  private final List<Search> searches;

  TextNeighbours(HubMarket market, Progress progress) {
    this.market = market;
    this.progress = progress;
    var catalogue = market.market().catalogue();
    ads = catalogue.ads().size();
    catalogue.ads().forEach(ad -> add(ad.id(), ad.embeddableText()));
    catalogue.contents().forEach(content -> add(content.id(), content.embeddableText()));
    var all = new ArrayList<Click>();
    var asked = new ArrayList<Search>();
    Map<String, UserState> states = new HashMap<>();
    for (Event event : market.events()) {
      UserState before = states.computeIfAbsent(event.user(), UserState::unknown);
      states.put(event.user(), before.with(event));
      if (!event.time().isBefore(market.middle())) {
        switch (event.kind()) {
          case CLICK -> {
            Set<Integer> last = last(before);
            int ad = numbers.getOrDefault(event.subject(), -1);
            if (ad >= 0 && !last.isEmpty() && !last.contains(ad)) {
              all.add(new Click(event.user(), last, ad));
            }
          }
          case SEARCH -> asked.add(new Search(event.user(), event.subject()));
          case CONTENT, IMPRESSION, CART, CONVERSION -> {}
        }
      }
    }
    clicks = spread(all);
    searches = spread(asked);
  }

  private void add(String id, String text) {
    numbers.put(id, numbers.size());
    texts.add(text);
  }

  /** What a user turned to last: read or clicked, each once. */
  private Set<Integer> last(UserState state) {
    return state.recent().reversed().stream()
        .filter(e -> e.kind() == Event.Kind.CONTENT || e.kind() == Event.Kind.CLICK)
        .flatMap(e -> Stream.ofNullable(numbers.get(e.subject())))
        .distinct()
        .limit(LAST)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static <T> List<T> spread(List<T> all) {
    double step = Math.max(1, (double) all.size() / MOST);
    return IntStream.range(0, (int) Math.ceil(all.size() / step))
        .mapToObj(i -> all.get((int) (i * step)))
        .toList();
  }

  /** Rows for tags by a writer, by the ids of ads and contents. */
  List<HubRow> rows(String writer, Map<String, List<String>> tags, Seed seed) {
    List<String> tagged = new ArrayList<>(texts);
    numbers.forEach(
        (id, i) -> tagged.set(i, TaggedText.of(texts.get(i), tags.getOrDefault(id, List.of()))));
    Map<String, Integer> queries = new HashMap<>();
    searches.forEach(search -> queries.putIfAbsent(search.query(), queries.size()));
    List<String> typed =
        queries.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    try (var encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
      var without = new Vectors(encoder.encode(texts, progress));
      var with = new Vectors(encoder.encode(tagged, progress));
      var asked = new Vectors(encoder.encode(typed, progress));
      return List.of(
          HubRow.of(
              "tags",
              writer,
              "recall@16 of the clicked ad, by nearest texts",
              clicks.stream().mapToDouble(without::found).toArray(),
              clicks.stream().mapToDouble(with::found).toArray(),
              SearchRecall.groups(clicks.stream().map(Click::user).toList()),
              seed),
          HubRow.of(
              "tags",
              writer,
              "fit of the first ten, by nearest texts",
              fits(without, asked, queries),
              fits(with, asked, queries),
              SearchRecall.groups(searches.stream().map(Search::user).toList()),
              seed));
    }
  }

  private double[] fits(Vectors of, Vectors asked, Map<String, Integer> queries) {
    var truth = new TrueFit(market);
    Map<String, Double> known = new HashMap<>();
    return searches.stream()
        .mapToDouble(
            search ->
                known.computeIfAbsent(
                    search.query(),
                    query -> {
                      double[] to = asked.mean(Set.of(queries.get(query)));
                      return truth.of(query, of.nearest(to, Set.of(), TrueFit.JUDGED));
                    }))
        .toArray();
  }

  /** Rows of unit length. */
  private final class Vectors {
    private final float[] vector_ND;

    Vectors(float[] vector_ND) {
      this.vector_ND = vector_ND;
    }

    /** Whether the clicked ad is among the nearest to what was last turned to. */
    double found(Click click) {
      int[] nearest = nearest(mean(click.last()), click.last(), FOUND);
      return IntStream.of(nearest).anyMatch(ad -> ad == click.ad()) ? 1 : 0;
    }

    double[] mean(Set<Integer> rows) {
      double[] mean_D = new double[MiniLmEncoder.DIMENSION];
      for (int row : rows) {
        for (int d = 0; d < mean_D.length; d++) {
          mean_D[d] += vector_ND[row * mean_D.length + d] / rows.size();
        }
      }
      return mean_D;
    }

    /** The nearest ads but some, the nearest first. */
    int[] nearest(double[] to_D, Set<Integer> but, int count) {
      double[] near_N = new double[ads];
      for (int ad = 0; ad < ads; ad++) {
        for (int d = 0; d < to_D.length; d++) {
          near_N[ad] += vector_ND[ad * to_D.length + d] * to_D[d];
        }
      }
      return IntStream.range(0, ads)
          .filter(ad -> !but.contains(ad))
          .boxed()
          .sorted(Comparator.comparingDouble((Integer ad) -> -near_N[ad]))
          .limit(count)
          .mapToInt(ad -> ad)
          .toArray();
    }
  }
}
