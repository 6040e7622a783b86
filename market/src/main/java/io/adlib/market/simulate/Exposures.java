package io.adlib.market.simulate;

import io.adlib.core.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What shoppers of one world remember of the ads they were shown; it tires them. Each impression of
 * an ad costs {@value #AD} logits and each of its campaign {@value #CAMPAIGN}, half forgotten every
 * {@value #HALF_LIFE_DAYS} days, at most {@value #MOST} together; an ad already bought costs
 * {@value #BOUGHT} more. Not thread-safe.
 */
public final class Exposures {

  static final double AD = 0.22;
  static final double CAMPAIGN = 0.03;
  static final double HALF_LIFE_DAYS = 3;
  static final double MOST = 1.5;
  static final double BOUGHT = 2.0;

  /** A count that fades. */
  private record Memory(double count, Instant last) {
    double at(Instant time) {
      double days = Duration.between(last, time).toMillis() / 86_400_000.0;
      return count * Math.exp(-Math.max(0, days) * Math.log(2) / HALF_LIFE_DAYS);
    }
  }

  /** One user's memories, by number of ad or campaign. */
  private record Mind(
      Map<Integer, Memory> ads, Map<Integer, Memory> campaigns, Set<Integer> bought) {
    Mind copy() {
      return new Mind(new HashMap<>(ads), new HashMap<>(campaigns), new HashSet<>(bought));
    }
  }

  private final Catalogue catalogue;
  private final Map<Integer, Mind> minds = new HashMap<>();

  /** Nobody has seen anything. */
  public Exposures(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** A copy that goes its own way. */
  public Exposures copy() {
    var copy = new Exposures(catalogue);
    minds.forEach((user, mind) -> copy.minds.put(user, mind.copy()));
    return copy;
  }

  /** What the past costs the ad's relevance now, in logits; 0 for an ad never seen. */
  public double fatigue(int user, int ad, Instant time) {
    Mind mind = minds.get(user);
    if (mind == null) {
      return 0;
    }
    double tired = at(mind.campaigns().get(catalogue.campaignOfAd(ad)), time) * CAMPAIGN;
    if (tired == 0) {
      return 0;
    }
    tired += at(mind.ads().get(ad), time) * AD;
    return Math.min(MOST, tired) + (mind.bought().contains(ad) ? BOUGHT : 0);
  }

  private static double at(@org.jspecify.annotations.Nullable Memory memory, Instant time) {
    return memory == null ? 0 : memory.at(time);
  }

  void shown(int user, int ad, Instant time) {
    Mind mind = mind(user);
    remember(mind.ads(), ad, time);
    remember(mind.campaigns(), catalogue.campaignOfAd(ad), time);
  }

  void bought(int user, int ad) {
    mind(user).bought().add(ad);
  }

  private Mind mind(int user) {
    return minds.computeIfAbsent(
        user, _ -> new Mind(new HashMap<>(), new HashMap<>(), new HashSet<>()));
  }

  private static void remember(Map<Integer, Memory> memories, int key, Instant time) {
    memories.merge(key, new Memory(1, time), (old, _) -> new Memory(old.at(time) + 1, time));
  }
}
