package io.adlib.market.eligibility;

import io.adlib.core.Campaign;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.roaringbitmap.RoaringBitmap;

/**
 * The campaigns in flight at a moment. The set changes only where a flight starts or ends, so the
 * one for the current stretch of time is kept. Thread-safe; the returned bitmap is shared.
 */
final class FlightIndex {

  private final List<Campaign> campaigns;
  private final Instant[] boundaries;
  private volatile Stretch current = new Stretch(-1, new RoaringBitmap());

  private record Stretch(int number, RoaringBitmap inFlight) {}

  FlightIndex(List<Campaign> campaigns) {
    this.campaigns = campaigns;
    boundaries =
        campaigns.stream()
            .flatMap(c -> Stream.of(c.flight().start(), c.flight().end()))
            .sorted()
            .distinct()
            .toArray(Instant[]::new);
  }

  RoaringBitmap at(Instant now) {
    int found = Arrays.binarySearch(boundaries, now);
    int number = found >= 0 ? found + 1 : -found - 1;
    Stretch stretch = current;
    if (stretch.number != number) {
      var inFlight = new RoaringBitmap();
      for (int c = 0; c < campaigns.size(); c++) {
        if (campaigns.get(c).flight().contains(now)) {
          inFlight.add(c);
        }
      }
      stretch = new Stretch(number, inFlight);
      current = stretch;
    }
    return stretch.inFlight;
  }
}
