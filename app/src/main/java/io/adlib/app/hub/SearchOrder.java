package io.adlib.app.hub;

import io.adlib.core.Ad;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.evaluate.metrics.Ndcg;
import io.adlib.market.demo.DemoTeacher;
import io.adlib.serve.index.AdIndex;
import io.adlib.serve.release.SearchTexts;
import io.adlib.sid.relevance.RelevantAds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * How the candidates of a search are ordered: the sixteen that the serving index finds by its words
 * and sixteen drawn by lot, which stand for those that other recall proposes; by the index's own
 * order with the others last, or by a relevance model's grades. The measure is nDCG@10 by how well
 * each fits in the market's own truth. Searches are those of the second half of the history.
 */
final class SearchOrder {

  private static final int FOUND = 16;
  private static final int DRAWN = 16;
  private static final int JUDGED = 10;
  private static final int MOST_SEARCHES = 1000;

  private record Search(String user, String query) {}

  private final AdIndex index;
  private final List<Search> searches;
  private final DemoTeacher teacher = new DemoTeacher();
  private final List<DemoTeacher.AdFacts> facts;

  SearchOrder(HubMarket market) {
    List<Ad> ads = market.market().catalogue().ads();
    index = AdIndex.ofWords(market.market().catalogue(), SearchTexts.NONE);
    facts = ads.stream().map(teacher::read).toList();
    List<Search> all =
        market.events().stream()
            .filter(event -> event.kind() == Event.Kind.SEARCH)
            .filter(event -> !event.time().isBefore(market.middle()))
            .map(event -> new Search(event.user(), event.subject()))
            .filter(search -> teacher.read(search.query()).topic() >= 0)
            .toList();
    double step = Math.max(1, (double) all.size() / MOST_SEARCHES);
    var some = new ArrayList<Search>();
    for (double i = 0; i < all.size(); i += step) {
      some.add(all.get((int) i));
    }
    searches = List.copyOf(some);
  }

  /**
   * Rows for models that learnt of labels by a writer.
   *
   * @param labels how many
   * @param labelled the queries that they are of
   * @param ads graded by a model that learnt of the labels alone
   * @param grades how many pairs the truth has graded
   * @param few graded by a model that learnt of these alone
   * @param both graded by a model that learnt of both
   */
  List<HubRow> rows(
      String writer,
      int labels,
      Set<String> labelled,
      RelevantAds ads,
      int grades,
      RelevantAds few,
      RelevantAds both,
      Seed seed) {
    List<Search> others =
        searches.stream().filter(search -> !labelled.contains(search.query())).toList();
    String name = "nDCG@10 of a search's candidates, ";
    return List.of(
        row(writer, name + labels + " labels", searches, Optional.empty(), ads, seed),
        row(writer, name + "queries without a label", others, Optional.empty(), ads, seed),
        row(writer, name + grades + " true grades", searches, Optional.of(few), both, seed));
  }

  private HubRow row(
      String writer,
      String measure,
      List<Search> some,
      Optional<RelevantAds> without,
      RelevantAds with,
      Seed seed) {
    double[] before = new double[some.size()];
    double[] after = new double[some.size()];
    for (int i = 0; i < before.length; i++) {
      String query = some.get(i).query();
      List<Integer> candidates = candidates(query, seed);
      before[i] =
          ndcg(query, without.map(ads -> ordered(ads, query, candidates)).orElse(candidates));
      after[i] = ndcg(query, ordered(with, query, candidates));
    }
    int[] users = SearchRecall.groups(some.stream().map(Search::user).toList());
    return HubRow.of("labels", writer, measure, before, after, users, seed);
  }

  private static List<Integer> ordered(RelevantAds ads, String query, List<Integer> candidates) {
    RelevantAds.Grades grades = ads.at(query);
    return grades.isEmpty()
        ? candidates
        : candidates.stream()
            .sorted(Comparator.comparingDouble((Integer ad) -> -grades.of(ad)))
            .toList();
  }

  private List<Integer> candidates(String query, Seed seed) {
    var everything = new RoaringBitmap();
    everything.add(0L, facts.size());
    var all = new LinkedHashSet<Integer>();
    IntStream.of(index.byWords(query, everything, FOUND)).forEach(all::add);
    RandomGenerator random = seed.of("drawn").of(query).generator();
    for (int i = 0; i < DRAWN; i++) {
      all.add(random.nextInt(facts.size()));
    }
    return List.copyOf(all);
  }

  private double ndcg(String query, List<Integer> order) {
    DemoTeacher.QueryFacts wanted = teacher.read(query);
    return Ndcg.at(
        JUDGED,
        order.stream()
            .mapToDouble(ad -> Math.pow(2, teacher.fit(wanted, facts.get(ad)).ordinal()) - 1)
            .toArray());
  }
}
