package io.adlib.serve.path;

import io.adlib.core.Event;
import io.adlib.core.UserState;
import io.adlib.serve.release.Release;
import io.adlib.sid.nearest.QuantisedVectors;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Ads that are too new to be known by their results: all of them that a request may be shown, and
 * those among them that are most like what the user lately read and clicked. Thread-safe.
 *
 * @param config what is done for them
 */
record YoungAds(PathConfig.Young config) {

  /** Each step back in a history weighs so much less; chosen on benchmarks/cold.md's validation. */
  private static final double DECAY = .8;

  private static final int EVENTS = 30;

  private record Liked(int ad, float likeness) {}

  /** The eligible young ads. */
  RoaringBitmap of(Release release, RoaringBitmap eligible, Instant now) {
    return RoaringBitmap.and(eligible, release.ages().younger(now, config.age()));
  }

  /** The likest of them, best first; none where nothing is known of the user. */
  int[] like(UserState user, Release release, RoaringBitmap eligible, Instant now) {
    if (config.candidates() == 0 || release.vectors().isEmpty() || user.recent().isEmpty()) {
      return new int[0];
    }
    RoaringBitmap young = of(release, eligible, now);
    if (young.isEmpty()) {
      return new int[0];
    }
    QuantisedVectors vectors = release.vectors().get();
    float[] wanted_D = new float[vectors.width()];
    if (!sum(user.recent(), release, vectors, wanted_D)) {
      return new int[0];
    }
    QuantisedVectors.Likeness likeness = vectors.toward(wanted_D);
    return young.stream()
        .filter(ad -> release.leaves().leaf(ad) >= 0)
        .mapToObj(ad -> new Liked(ad, likeness.of(item(release, ad))))
        .sorted(Comparator.comparing(Liked::likeness).reversed())
        .limit(config.candidates())
        .mapToInt(Liked::ad)
        .toArray();
  }

  private static int item(Release release, int ad) {
    return release.trie().item(release.leaves().leaf(ad));
  }

  /** Whether there was anything to add. */
  private static boolean sum(
      List<Event> recent, Release release, QuantisedVectors vectors, float[] wanted_D) {
    double weight = 1;
    int taken = 0;
    for (int e = recent.size() - 1; e >= 0 && taken < EVENTS; e--) {
      Event event = recent.get(e);
      boolean interest =
          switch (event.kind()) {
            case CONTENT, CLICK, CART, CONVERSION -> true;
            case SEARCH, IMPRESSION -> false;
          };
      int item = interest ? release.ids().indexOf(event.subject()) : -1;
      if (item >= 0) {
        vectors.add(item, (float) weight, wanted_D);
        weight *= DECAY;
        taken++;
      }
    }
    return taken > 0;
  }
}
