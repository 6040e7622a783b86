package io.adlib.app.lm;

import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.ranker.ImpressionLog;
import io.adlib.learn.ranker.Impressions;
import io.adlib.learn.ranker.RankerTraining;
import io.adlib.learn.ranker.TrainedRanker;
import io.adlib.llm.market.Item;
import io.adlib.llm.output.Profiles;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The pipeline's first ranker where it knows nothing of a user but a profile: trained once on what
 * users chose among a few ads, then frozen, so that it can say what other users' profiles are worth
 * (as RLPF has a frozen model do, arXiv 2409.04421). Thread-safe.
 */
final class NextAdRanker {

  private final Catalogue catalogue;
  private final FeatureSet features;
  private final TrainedRanker ranker;

  /**
   * What somebody chose.
   *
   * @param profile of whoever chose; empty for a stranger
   * @param items ads, of which the first was acted on
   */
  record Choice(Optional<ProfileTask.Answer> profile, List<Item> items, Instant time) {}

  private NextAdRanker(Catalogue catalogue, FeatureSet features, TrainedRanker ranker) {
    this.catalogue = catalogue;
    this.features = features;
    this.ranker = ranker;
  }

  /**
   * Trains it.
   *
   * @param choices in order of time
   */
  static NextAdRanker train(
      Catalogue catalogue, List<Choice> choices, Seed seed, Progress progress) {
    var none = new SemanticIds(List.of(), 1, 2, new short[0]);
    var features = new FeatureSet(catalogue, none, ItemSignals.NONE, Set.of());
    Impressions seen = impressions(catalogue, features, choices);
    Instant end = choices.getLast().time().plusSeconds(1);
    return new NextAdRanker(
        catalogue, features, RankerTraining.train(seen, features.names(), end, seed, progress));
  }

  /** The chance that the first is chosen, by the ranker's odds. */
  double chance(Optional<ProfileTask.Answer> profile, List<Item> items) {
    Impressions seen =
        impressions(catalogue, features, List.of(new Choice(profile, items, Instant.EPOCH)));
    double first = 0;
    double sum = 0;
    for (int i = 0; i < seen.size(); i++) {
      double p = ranker.pClick(seen, i, 0);
      double odds = p / Math.max(1e-12, 1 - p);
      first = i == 0 ? odds : first;
      sum += odds;
    }
    return first / Math.max(1e-30, sum);
  }

  /**
   * What a profile tells of the choice: 1/(1 + e^−g), g the gain in log-likelihood over no profile;
   * ½ if it tells nothing.
   */
  double worth(ProfileTask.Answer profile, List<Item> items) {
    double with = chance(Optional.of(profile), items);
    double without = chance(Optional.empty(), items);
    return with / Math.max(1e-30, with + without);
  }

  /** Everybody is a stranger, with a name for this one choice, whose interests may be known. */
  private static Impressions impressions(
      Catalogue catalogue, FeatureSet features, List<Choice> choices) {
    Map<String, ProfileTask.Answer> known = new HashMap<>();
    for (int i = 0; i < choices.size(); i++) {
      String user = "choice" + i;
      choices.get(i).profile().ifPresent(profile -> known.put(user, profile));
    }
    var profiles = Profiles.of(known, Instant.EPOCH);
    var log = new ImpressionLog(catalogue, features, List.of(), Instant.EPOCH, profiles);
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      for (Item item : choice.items()) {
        log.accept(event("choice" + i, Event.Kind.IMPRESSION, item.id(), choice.time()));
      }
      log.accept(
          event("choice" + i, Event.Kind.CLICK, choice.items().getFirst().id(), choice.time()));
    }
    return log.impressions();
  }

  private static Event event(String choice, Event.Kind kind, String ad, Instant time) {
    return new Event(
        choice + kind + ad,
        time,
        choice,
        kind,
        ad,
        Optional.of(choice),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Environment.UNKNOWN);
  }
}
