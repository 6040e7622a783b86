package io.adlib.app.bench;

import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.value.LoggedRequest;
import io.adlib.app.value.LoggedRequests;
import io.adlib.core.ContentHash;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import io.adlib.evaluate.metrics.Interval;
import io.adlib.market.eligibility.Blocks;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.view.Influence;
import io.adlib.serve.view.Influence.Bearing;
import io.adlib.sid.LegalLeaves;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the cheap explanation of the generator, attention rollout, agrees with the exact one,
 * leaving events out: over the latest requests of users of a workspace's log, for the ad that its
 * live release finds most probable there.
 */
public final class ExplainBench {

  private static final int SLOTS = 1;
  private static final int REPLICATES = 2000;

  private final int requests;
  private final long seed;

  /**
   * What came of it.
   *
   * @param release that was explained
   * @param requests each of another user
   * @param compared of them, those with at least two events that the generator reads and tells
   *     apart
   * @param events read at such a request, on average
   * @param agreement Spearman's rank correlation of attention and size of effect, over users
   * @param recency the same of how late an event came and the size of its effect
   * @param over_recency the difference of the two, user by user
   * @param same_first how often the event with most attention is the one with the largest effect
   */
  public record Report(
      String release,
      int requests,
      int compared,
      double events,
      Interval agreement,
      Interval recency,
      Interval over_recency,
      Interval same_first) {}

  /**
   * @param requests at most so many
   * @param seed which users
   */
  public ExplainBench(int requests, long seed) {
    this.requests = requests;
    this.seed = seed;
  }

  /**
   * Explains the live release.
   *
   * @throws InputException if no request of the log can be explained
   */
  public Report run(Session session) {
    Release release = Releases.live(session);
    List<LoggedRequest> asked = asked(session);
    var influences = new ArrayList<Influence>();
    try (var task = session.progress().start("leave events out", asked.size())) {
      for (LoggedRequest one : asked) {
        influence(release, one).ifPresent(influences::add);
        task.advance(1);
      }
    }
    List<Influence> compared =
        influences.stream()
            .filter(i -> i.agreement().isPresent() && i.agreementOfRecency().isPresent())
            .toList();
    if (compared.isEmpty()) {
      throw new InputException(
          "none of %d requests has two events that the generator reads".formatted(asked.size()),
          "import a log with clicks, or ask for more --requests");
    }
    return new Report(
        release.version(),
        asked.size(),
        compared.size(),
        compared.stream().mapToInt(i -> i.felt().size()).average().orElse(0),
        over(compared, ExplainBench::agreement),
        over(compared, ExplainBench::recency),
        over(compared, i -> agreement(i) - recency(i)),
        over(compared, i -> sameFirst(i.felt()) ? 1 : 0));
  }

  private static double agreement(Influence influence) {
    return influence.agreement().orElseThrow();
  }

  private static double recency(Influence influence) {
    return influence.agreementOfRecency().orElseThrow();
  }

  private static boolean sameFirst(List<Bearing> felt) {
    Bearing attended =
        felt.stream().max(Comparator.comparingDouble(Bearing::attention)).orElseThrow();
    return felt.stream().allMatch(b -> Math.abs(b.effect()) <= Math.abs(attended.effect()));
  }

  private static Interval over(List<Influence> compared, ToDoubleFunction<Influence> figure) {
    return Interval.bootstrap(
        compared.stream().mapToDouble(figure).toArray(), new Seed(1), REPLICATES);
  }

  /** The latest request of each of some users, drawn by seed among those who were shown an ad. */
  private List<LoggedRequest> asked(Session session) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    Set<String> shown = new HashSet<>();
    try (Stream<Event> events = log.stream()) {
      events
          .filter(event -> event.kind() == Event.Kind.IMPRESSION && event.request().isPresent())
          .forEach(event -> shown.add(event.user()));
    }
    Set<String> drawn =
        shown.stream()
            .sorted(Comparator.comparing(this::draw))
            .limit(requests)
            .collect(Collectors.toSet());
    var logged =
        new LoggedRequests(List.copyOf(session.data().users().values()), drawn::contains, 1, SLOTS);
    try (Stream<Event> events = log.stream();
        var task = session.progress().start("replay events", log.count())) {
      events.forEach(
          event -> {
            logged.accept(event);
            task.advance(1);
          });
    }
    Map<String, LoggedRequest> latest = new LinkedHashMap<>();
    logged.taken().forEach(one -> latest.put(one.request().user(), one));
    return List.copyOf(latest.values());
  }

  private String draw(String user) {
    return new ContentHash().add(Long.toString(seed)).add(user).hex();
  }

  /** Of the most probable ad that targeting, flights and caps allow; of none if there is none. */
  private static Optional<Influence> influence(Release release, LoggedRequest asked) {
    FrequencyCounts counts = FrequencyCounts.of(release.catalogue(), asked.user().recent());
    var query = new EligibilityQuery(asked.request(), Budgets.UNLIMITED, counts, Blocks.NONE);
    LegalLeaves legal = release.leaves().legal(release.eligibility().eligible(query));
    Recall recall = release.recall();
    return recall.propose(asked.user(), asked.request(), legal, 1, 1).stream()
        .findFirst()
        .map(
            best -> {
              String ad = release.catalogue().ads().get(release.leaves().ad(best.leaf())).id();
              return Influence.of(ad, recall, asked.user(), asked.request(), legal, best.leaf());
            });
  }
}
