package io.adlib.app.hub;

import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.serve.index.AdIndex;
import io.adlib.serve.release.SearchTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * What the serving index finds for the searches of the second half of the history, with queries
 * that were written for its ads and without: the ad that was clicked, and how well what is found
 * fits the query by the market's own truth. The click is on one of the ads that the history's
 * policy showed; the truth is blind to who showed what.
 */
final class SearchRecall {

  /** As many as recall proposes. */
  private static final int FOUND = 16;

  private static final int MOST_SEARCHES = 3000;

  private record Click(String user, String query, int ad) {}

  private record Search(String user, String query) {}

  private final HubMarket market;
  private final List<Click> clicks = new ArrayList<>();
  private final List<Search> searches = new ArrayList<>();

  SearchRecall(HubMarket market) {
    this.market = market;
    Map<String, UserState> states = new HashMap<>();
    Map<String, String> queryOf = new HashMap<>();
    for (Event event : market.events()) {
      UserState state = states.computeIfAbsent(event.user(), UserState::unknown);
      states.put(event.user(), state.with(event));
      if (!event.time().isBefore(market.middle())) {
        take(event, state, queryOf);
      }
    }
  }

  private void take(Event event, UserState before, Map<String, String> queryOf) {
    String request = event.request().orElse("");
    switch (event.kind()) {
      case SEARCH -> searches.add(new Search(event.user(), event.subject()));
      case IMPRESSION ->
          ImpressionLog.query(before, event).ifPresent(query -> queryOf.put(request, query));
      case CLICK -> {
        int ad = market.market().catalogue().adIndex(event.subject());
        if (ad >= 0 && queryOf.containsKey(request)) {
          clicks.add(new Click(event.user(), queryOf.getOrDefault(request, ""), ad));
        }
      }
      case CONTENT, CART, CONVERSION -> {}
    }
  }

  /** Rows for queries by a writer. */
  List<HubRow> rows(String writer, Map<String, List<String>> queries, Seed seed) {
    var catalogue = market.market().catalogue();
    AdIndex plain = AdIndex.ofWords(catalogue, SearchTexts.NONE);
    AdIndex written = AdIndex.ofWords(catalogue, ad -> queries.getOrDefault(ad, List.of()));
    var some = new ArrayList<Search>();
    double step = Math.max(1, (double) searches.size() / MOST_SEARCHES);
    for (double i = 0; i < searches.size(); i += step) {
      some.add(searches.get((int) i));
    }
    return List.of(
        row(
            writer,
            "recall@16 of the clicked ad",
            clicks.stream().mapToDouble(click -> found(plain, click)).toArray(),
            clicks.stream().mapToDouble(click -> found(written, click)).toArray(),
            groups(clicks.stream().map(Click::user).toList()),
            seed),
        row(
            writer,
            "fit of the first ten, 0 to 1",
            fits(plain, some),
            fits(written, some),
            groups(some.stream().map(Search::user).toList()),
            seed));
  }

  private RoaringBitmap everything() {
    var all = new RoaringBitmap();
    all.add(0L, market.market().catalogue().ads().size());
    return all;
  }

  private double found(AdIndex index, Click click) {
    int[] found = index.byWords(click.query(), everything(), FOUND);
    return IntStream.of(found).anyMatch(ad -> ad == click.ad()) ? 1 : 0;
  }

  private double[] fits(AdIndex index, List<Search> some) {
    var truth = new TrueFit(market);
    return some.stream()
        .mapToDouble(
            search ->
                truth.of(
                    search.query(), index.byWords(search.query(), everything(), TrueFit.JUDGED)))
        .toArray();
  }

  static int[] groups(List<String> users) {
    Map<String, Integer> numbers = new HashMap<>();
    return users.stream()
        .mapToInt(user -> numbers.computeIfAbsent(user, _ -> numbers.size()))
        .toArray();
  }

  private static HubRow row(
      String writer, String measure, double[] before, double[] after, int[] group, Seed seed) {
    return HubRow.of("queries", writer, measure, before, after, group, seed);
  }
}
