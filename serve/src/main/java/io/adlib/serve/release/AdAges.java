package io.adlib.serve.release;

import io.adlib.core.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * The ads of a catalogue by when they came to be. The set of young ads changes only when one comes
 * or one grows old, so the one of the present moment is kept. Thread-safe.
 */
public final class AdAges {

  /** Ads by number and their times, oldest first. */
  private final int[] ad_A;

  private final Instant[] created_A;
  private volatile Young present = new Young(0, 0, new RoaringBitmap());

  private record Young(int from, int to, RoaringBitmap ads) {}

  private AdAges(int[] ad_A, Instant[] created_A) {
    this.ad_A = ad_A;
    this.created_A = created_A;
  }

  /** Of all ads. */
  public static AdAges of(Catalogue catalogue) {
    int[] ads =
        IntStream.range(0, catalogue.ads().size())
            .boxed()
            .sorted(Comparator.comparing(ad -> catalogue.ads().get(ad).created()))
            .mapToInt(ad -> ad)
            .toArray();
    return new AdAges(ads, times(catalogue, ads));
  }

  private static Instant[] times(Catalogue catalogue, int[] ads) {
    return Arrays.stream(ads)
        .mapToObj(ad -> catalogue.ads().get(ad).created())
        .toArray(Instant[]::new);
  }

  /** Of a catalogue with further ads at its end. */
  public AdAges with(Catalogue grown) {
    int fresh = grown.ads().size() - ad_A.length;
    int[] more =
        IntStream.range(ad_A.length, grown.ads().size())
            .boxed()
            .sorted(Comparator.comparing(ad -> grown.ads().get(ad).created()))
            .mapToInt(ad -> ad)
            .toArray();
    int[] all = Arrays.copyOf(ad_A, ad_A.length + fresh);
    Instant[] created = Arrays.copyOf(created_A, all.length);
    int last = ad_A.length - 1;
    int at = all.length - 1;
    for (int m = fresh - 1; m >= 0; m--) {
      Instant mine = grown.ads().get(more[m]).created();
      while (last >= 0 && created_A[last].isAfter(mine)) {
        all[at] = ad_A[last];
        created[at--] = created_A[last--];
      }
      all[at] = more[m];
      created[at--] = mine;
    }
    return new AdAges(all, created);
  }

  /**
   * The ads that came to be less than an age ago, and not after now; shared: never change it.
   *
   * @param age such as seven days
   */
  public RoaringBitmap younger(Instant now, Duration age) {
    int from = after(now.minus(age));
    int to = Math.max(from, after(now));
    Young young = present;
    if (young.from != from || young.to != to) {
      young = new Young(from, to, RoaringBitmap.bitmapOf(Arrays.copyOfRange(ad_A, from, to)));
      present = young;
    }
    return young.ads;
  }

  /** The first place whose time is after a moment. */
  private int after(Instant moment) {
    int low = 0;
    int high = created_A.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (created_A[middle].isAfter(moment)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
