package io.adlib.market.auction;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often an offer of an eCPM wins, learned from auctions that were won and lost. Offers are
 * counted in logarithmic bins, eight for each doubling; the rates are made to rise with the offer
 * by pooling adjacent violators, since who offers more cannot win less often. Counts are halved
 * when they are many, so that old auctions fade. Thread-safe.
 */
public final class WinRates {

  private static final int PER_DOUBLING = 8;
  private static final int BINS = 63 * PER_DOUBLING;
  private static final long REFIT = 256;
  private static final long MANY = 2_000_000;

  private final AtomicLongArray offered = new AtomicLongArray(BINS);
  private final AtomicLongArray won = new AtomicLongArray(BINS);
  private final LongAdder seen = new LongAdder();
  private volatile Curve curve = new Curve(new double[BINS], 0, 0);

  /** Rates by bin; bins from {@code low} to {@code high}, exclusive, were seen. */
  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Curve(double[] rate, int low, int high) {}

  /** Notes an offer and what became of it. */
  public void observe(long eCPMMicros, boolean success) {
    int bin = bin(eCPMMicros);
    offered.incrementAndGet(bin);
    if (success) {
      won.incrementAndGet(bin);
    }
    seen.increment();
    if (seen.sum() % REFIT == 0) {
      refit();
    }
  }

  /** Auctions noted so far. */
  public long seen() {
    return seen.sum();
  }

  /** Probability in [0,1] that an offer wins; 0 below all offers seen. */
  public double pWin(long eCPMMicros) {
    return curve.rate[bin(eCPMMicros)];
  }

  /** Fits the rates to what was noted so far; done now and then anyway. */
  public synchronized void refit() {
    fade();
    double[] weight = new double[BINS];
    double[] mean = new double[BINS];
    int[] width = new int[BINS];
    int blocks = 0;
    int low = BINS;
    int high = 0;
    for (int bin = 0; bin < BINS; bin++) {
      long tries = offered.get(bin);
      if (tries > 0) {
        low = Math.min(low, bin);
        high = bin + 1;
      }
      weight[blocks] = tries;
      mean[blocks] = tries == 0 ? 0 : Math.min(1, won.get(bin) / (double) tries);
      width[blocks++] = 1;
      while (blocks > 1 && (mean[blocks - 2] >= mean[blocks - 1] || weight[blocks - 1] == 0)) {
        blocks--;
        double both = weight[blocks - 1] + weight[blocks];
        if (both > 0) {
          mean[blocks - 1] =
              (mean[blocks - 1] * weight[blocks - 1] + mean[blocks] * weight[blocks]) / both;
        }
        weight[blocks - 1] = both;
        width[blocks - 1] += width[blocks];
      }
    }
    double[] rate = new double[BINS];
    int bin = 0;
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < width[block]; i++) {
        rate[bin++] = mean[block];
      }
    }
    curve = new Curve(rate, Math.min(low, high), high);
  }

  private void fade() {
    long all = 0;
    for (int bin = 0; bin < BINS; bin++) {
      all += offered.get(bin);
    }
    if (all > MANY) {
      for (int bin = 0; bin < BINS; bin++) {
        long tries = offered.get(bin);
        long wins = won.get(bin);
        offered.addAndGet(bin, -(tries / 2));
        won.addAndGet(bin, -(wins / 2));
      }
    }
  }

  /**
   * The offer that leaves a buyer most: the one of greatest (value − offer) · pWin(offer), among
   * the lower ends of the bins seen, the floor and the value itself; the value itself when nothing
   * is known.
   *
   * @param value what winning is worth, in micros, at least the floor
   * @param floor least offer that is taken
   */
  long best(long value, long floor) {
    Curve now = curve;
    long best = value;
    double surplus = 0;
    for (int bin = Math.max(now.low, bin(floor)); bin < now.high; bin++) {
      long offer = Math.max(floor, start(bin));
      if (offer >= value) {
        break;
      }
      double pWin = bin == 0 ? now.rate[0] : (now.rate[bin - 1] + now.rate[bin]) / 2;
      double left = (value - offer) * pWin;
      if (left > surplus) {
        surplus = left;
        best = offer;
      }
    }
    return best;
  }

  private static int bin(long micros) {
    double doublings = Math.log(Math.max(1, micros)) / Math.log(2);
    return Math.min(BINS - 1, (int) Math.floor(doublings * PER_DOUBLING + 1e-9));
  }

  /** The least whole amount of a bin. */
  private static long start(int bin) {
    return (long) Math.ceil(Math.pow(2, bin / (double) PER_DOUBLING));
  }
}
