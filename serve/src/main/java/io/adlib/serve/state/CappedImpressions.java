package io.adlib.serve.state;

import io.adlib.core.Catalogue;
import io.adlib.market.frequency.FrequencyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When one user saw the campaigns that cap it: of each the latest impressions, no more than its
 * caps need. Immutable and thread-safe.
 *
 * @param byCampaign ascending times by campaign id
 */
record CappedImpressions(Map<String, List<Instant>> byCampaign) {

  static final CappedImpressions NONE = new CappedImpressions(Map.of());

  CappedImpressions {
    byCampaign = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(byCampaign));
  }

  /**
   * One impression more.
   *
   * @param room how many of the latest are kept
   */
  CappedImpressions with(String campaign, Instant time, int room) {
    var times = new ArrayList<>(byCampaign.getOrDefault(campaign, List.of()));
    times.add(time);
    times.sort(null);
    var all = new TreeMap<>(byCampaign);
    all.put(campaign, List.copyOf(times.subList(Math.max(0, times.size() - room), times.size())));
    return new CappedImpressions(all);
  }

  FrequencyCounts counts(Catalogue catalogue) {
    Map<Integer, List<Instant>> seen = HashMap.newHashMap(byCampaign.size());
    byCampaign.forEach((id, times) -> seen.put(catalogue.campaignIndex(id), times));
    return (campaign, cap, now) -> {
      List<Instant> times = seen.get(campaign);
      return times == null ? 0 : Math.min(cap.impressions(), after(now.minus(cap.window()), times));
    };
  }

  /** How many of ascending times are later than one. */
  private static int after(Instant start, List<Instant> times) {
    int at = times.size();
    while (at > 0 && times.get(at - 1).isAfter(start)) {
      at--;
    }
    return times.size() - at;
  }

  byte[] encode() {
    var out = new Encoder().number(byCampaign.size());
    byCampaign.forEach(
        (campaign, times) -> {
          out.text(campaign).number(times.size());
          times.forEach(out::instant);
        });
    return out.bytes();
  }

  static CappedImpressions decode(byte[] bytes) {
    return Decoder.read(
        bytes,
        "a user's capped impressions",
        in -> {
          var all = new TreeMap<String, List<Instant>>();
          for (long campaigns = in.number(); campaigns > 0; campaigns--) {
            String campaign = in.text();
            var times = new ArrayList<Instant>();
            for (long n = in.number(); n > 0; n--) {
              times.add(in.instant());
            }
            all.put(campaign, times);
          }
          return new CappedImpressions(all);
        });
  }
}
