package io.adlib.serve.ad;

import io.adlib.core.Ad;
import io.adlib.core.InputException;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.AdRecord;
import io.adlib.sid.assign.SuffixBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * The next edition of a release in the making: all changes that were asked for at once. Nothing of
 * it is seen before it is built and made durable. Not thread-safe.
 */
final class Draft {

  private final Release base;
  private final SuffixBook suffixes;
  private final String tokenizer;
  private final Instant now;
  private final List<Ad> added = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<short[]> paths = new ArrayList<>();
  private final RoaringBitmap gone;
  private final Map<String, AdRecord> records = new LinkedHashMap<>();

  Draft(Release base, SuffixBook suffixes, Instant now) {
    this.base = base;
    this.suffixes = suffixes;
    this.now = now;
    tokenizer = base.tokenizer().map(t -> t.fingerprint()).orElse("");
    gone = base.withdrawn().clone();
  }

  /** The number of an ad, withdrawn or not, or −1. */
  private int number(String id) {
    int known = base.catalogue().adIndex(id);
    return known >= 0 ? known : numbers.getOrDefault(id, -1);
  }

  private Ad ad(int number) {
    int before = base.catalogue().ads().size();
    return number < before ? base.catalogue().ads().get(number) : added.get(number - before);
  }

  private List<Integer> path(int number) {
    int before = base.catalogue().ads().size();
    var path = new ArrayList<Integer>();
    int item = number < before ? base.ids().indexOf(ad(number).id()) : -1;
    for (int level = 0; level < base.ids().depth(); level++) {
      path.add(
          number < before
              ? item < 0 ? 0 : base.ids().code(item, level)
              : (int) paths.get(number - before)[level]);
    }
    return path;
  }

  private static String text(List<Integer> path) {
    return String.join("-", path.stream().map(String::valueOf).toList());
  }

  /**
   * Takes an ad.
   *
   * @param codes_L its codes, if it is new
   */
  AdOutcome post(AdOffer offer, Optional<short[]> codes_L) {
    Ad ad = offer.ad();
    int known = number(ad.id());
    if (known >= 0) {
      return again(offer, known);
    }
    if (base.catalogue().contentIndex(ad.id()) >= 0) {
      return conflict(ad, "is the id of a content; ads and contents share one space of ids");
    }
    if (base.catalogue().campaignIndex(ad.campaign()) < 0) {
      return new AdOutcome.Refused(
          ad.id(),
          AdOutcome.Cause.UNFIT,
          "campaign",
          "there is no campaign '" + ad.campaign() + "' in the live release");
    }
    short[] codes = codes_L.orElseThrow();
    int suffix;
    try {
      suffix = suffixes.give(ad.id(), codes);
    } catch (InputException e) {
      return new AdOutcome.Refused(
          ad.id(), AdOutcome.Cause.UNFIT, "", String.valueOf(e.getMessage()));
    }
    int number = add(ad, codes, suffix);
    record(number, Optional.empty());
    return new AdOutcome.Created(ad.id(), text(path(number)));
  }

  private AdOutcome again(AdOffer offer, int known) {
    boolean withdrawn = gone.contains(known);
    if (!offer.repeats(ad(known))) {
      return conflict(
          offer.ad(),
          withdrawn
              ? "was that of a withdrawn ad with other content; give this one a new id"
              : "is that of another ad; give this one a new id, or withdraw the other first");
    }
    if (!withdrawn) {
      return new AdOutcome.Known(offer.ad().id(), text(path(known)));
    }
    gone.remove(known);
    record(known, Optional.empty());
    return new AdOutcome.Created(offer.ad().id(), text(path(known)));
  }

  private static AdOutcome conflict(Ad ad, String reason) {
    return new AdOutcome.Refused(ad.id(), AdOutcome.Cause.CONFLICT, "id", reason);
  }

  /** Brings back an ad of a record, with the semantic ID it had where that is still free. */
  void restore(AdRecord old, short[] codes_L) {
    int known = number(old.ad().id());
    if (known < 0) {
      boolean same = old.tokenizer().equals(tokenizer) && old.path().size() == codes_L.length + 1;
      int suffix = same ? old.path().getLast() : -1;
      if (suffix < 0 || !suffixes.take(codes_L, suffix)) {
        suffix = suffixes.give(old.ad().id(), codes_L);
      }
      known = add(old.ad(), codes_L, suffix);
      if (!same || suffix != old.path().getLast()) {
        records.put(
            old.ad().id(),
            new AdRecord(old.ad(), tokenizer, path(known), old.posted(), old.withdrawn()));
      }
    }
    if (old.withdrawn().isPresent()) {
      gone.add(known);
    }
  }

  private int add(Ad ad, short[] codes_L, int suffix) {
    int number = base.catalogue().ads().size() + added.size();
    short[] path = java.util.Arrays.copyOf(codes_L, codes_L.length + 1);
    path[codes_L.length] = (short) suffix;
    added.add(ad);
    paths.add(path);
    numbers.put(ad.id(), number);
    return number;
  }

  /** Withdraws an ad; false if there is none of that id. */
  boolean withdraw(String id) {
    int number = number(id);
    if (number < 0) {
      return false;
    }
    if (!gone.contains(number)) {
      gone.add(number);
      record(number, Optional.of(now));
    }
    return true;
  }

  private void record(int number, Optional<Instant> withdrawn) {
    Ad ad = ad(number);
    records.put(ad.id(), new AdRecord(ad, tokenizer, path(number), now, withdrawn));
  }

  /** What must be durable before the edition is seen. */
  List<AdRecord> records() {
    return List.copyOf(records.values());
  }

  /** Whether there is anything new. */
  boolean isChanged() {
    return !added.isEmpty() || !gone.equals(base.withdrawn());
  }

  /** The edition. */
  Release build() {
    int depth = base.ids().depth();
    short[] codes_NL = new short[added.size() * depth];
    for (int i = 0; i < paths.size(); i++) {
      System.arraycopy(paths.get(i), 0, codes_NL, i * depth, depth);
    }
    return base.next(added, codes_NL, gone);
  }

  /** Gives back the suffixes, when nothing came of it. */
  void abandon() {
    for (short[] path : paths) {
      int last = path.length - 1;
      suffixes.giveBack(java.util.Arrays.copyOf(path, last), path[last]);
    }
  }
}
