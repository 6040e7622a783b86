package io.adlib.console;

/** What happened in one second. Guarded by its {@link Meter}. */
final class Second {

  /** Latencies kept a second; more would change no percentile that anyone can see. */
  private static final int KEPT = 512;

  final long second;
  long requests;
  long slots;
  long positions;
  long impressions;
  long clicks;
  long revenueMicros;
  int latencies;
  final double[] millis = new double[KEPT];

  Second(long second) {
    this.second = second;
  }

  void took(double ms) {
    millis[latencies < KEPT ? latencies : (int) (requests * 7919 % KEPT)] = ms;
    latencies = Math.min(KEPT, latencies + 1);
  }
}
