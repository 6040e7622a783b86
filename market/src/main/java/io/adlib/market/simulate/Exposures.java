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

  private record Memory(double count, Instant last) {
    double at(Instant time) {
      double days = Duration.between(last, time).toMillis() / 86_400_000.0;
      return count * Math.exp(-Math.max(0, days) * Math.log(2) / HALF_LIFE_DAYS);
    }
  }

  private final Catalogue catalogue;
  private final Map<Long, Memory> ads = new HashMap<>();
  private final Map<Long, Memory> campaigns = new HashMap<>();
  private final Set<Long> bought = new HashSet<>();

  /** Nobody has seen anything. */
  public Exposures(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** A copy that goes its own way. */
  public Exposures copy() {
    var copy = new Exposures(catalogue);
    copy.ads.putAll(ads);
    copy.campaigns.putAll(campaigns);
    copy.bought.addAll(bought);
    return copy;
  }

  /** What the past costs the ad's relevance now, in logits; 0 for an ad never seen. */
  public double fatigue(int user, int ad, Instant time) {
    Memory adMemory = ads.get(ofAd(user, ad));
    Memory campaignMemory = campaigns.get(ofCampaign(user, ad));
    double tired =
        (adMemory == null ? 0 : AD * adMemory.at(time))
            + (campaignMemory == null ? 0 : CAMPAIGN * campaignMemory.at(time));
    return Math.min(MOST, tired) + (bought.contains(ofAd(user, ad)) ? BOUGHT : 0);
  }

  void shown(int user, int ad, Instant time) {
    remember(ads, ofAd(user, ad), time);
    remember(campaigns, ofCampaign(user, ad), time);
  }

  void bought(int user, int ad) {
    bought.add(ofAd(user, ad));
  }

  private static void remember(Map<Long, Memory> memories, long key, Instant time) {
    memories.merge(key, new Memory(1, time), (old, _) -> new Memory(old.at(time) + 1, time));
  }

  /** Dense, so that keys do not share a hash. */
  private static long key(int user, int subject, int subjects) {
    return (long) user * subjects + subject;
  }

  private long ofAd(int user, int ad) {
    return key(user, ad, catalogue.ads().size());
  }

  private long ofCampaign(int user, int ad) {
    return key(user, catalogue.campaignOfAd(ad), catalogue.campaigns().size());
  }
}
