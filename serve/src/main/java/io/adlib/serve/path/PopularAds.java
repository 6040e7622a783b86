package io.adlib.serve.path;

import io.adlib.core.Catalogue;
import io.adlib.serve.release.Release;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * Ads by their click-through rate so far, pulled towards a common rate while they have few
 * impressions. The order is renewed every few seconds, by one request while the others go on with
 * the old one. Thread-safe.
 */
final class PopularAds {

  private static final long RENEWAL_NANOS = 5_000_000_000L;
  private static final double PRIOR_IMPRESSIONS = 50;

  private final String version;
  private final ToLongFunction<String> impressions;
  private final ToLongFunction<String> clicks;
  private final LongSupplier ticker;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Order order;

  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Order(int[] ads, long made) {}

  PopularAds(
      Release release,
      ToLongFunction<String> impressions,
      ToLongFunction<String> clicks,
      LongSupplier ticker) {
    version = release.version();
    this.impressions = impressions;
    this.clicks = clicks;
    this.ticker = ticker;
    order = sorted(release.catalogue());
  }

  /** Whose ads these are; a later edition's newest ads follow at the next renewal. */
  boolean isOf(Release release) {
    return version.equals(release.version());
  }

  private Order sorted(Catalogue catalogue) {
    List<String> ids = catalogue.ads().stream().map(ad -> ad.id()).toList();
    double[] shown = ids.stream().mapToDouble(id -> impressions.applyAsLong(id)).toArray();
    double[] clicked = ids.stream().mapToDouble(id -> clicks.applyAsLong(id)).toArray();
    double rate =
        (IntStream.range(0, ids.size()).mapToDouble(i -> clicked[i]).sum() + 1)
            / (IntStream.range(0, ids.size()).mapToDouble(i -> shown[i]).sum() + 100);
    double[] score = new double[ids.size()];
    for (int i = 0; i < score.length; i++) {
      score[i] = (clicked[i] + PRIOR_IMPRESSIONS * rate) / (shown[i] + PRIOR_IMPRESSIONS);
    }
    long[] keys = new long[score.length];
    for (int i = 0; i < keys.length; i++) {
      int descending = Integer.MAX_VALUE - Float.floatToIntBits((float) score[i]);
      keys[i] = (long) descending << 32 | i;
    }
    Arrays.sort(keys);
    int[] best = Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    return new Order(best, ticker.getAsLong());
  }

  /** The most popular of some ads, best first, at most {@code count}. */
  int[] of(Release release, RoaringBitmap eligible, int count) {
    if (ticker.getAsLong() - order.made > RENEWAL_NANOS && renewing.compareAndSet(false, true)) {
      try {
        order = sorted(release.catalogue());
      } finally {
        renewing.set(false);
      }
    }
    return IntStream.of(order.ads).filter(eligible::contains).limit(count).toArray();
  }
}
