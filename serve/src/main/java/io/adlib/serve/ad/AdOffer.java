package io.adlib.serve.ad;

import io.adlib.core.Ad;

/**
 * An ad that somebody posts.
 *
 * @param ad all of it
 * @param dated whether the sender said when it was created; else any time is right
 */
public record AdOffer(Ad ad, boolean dated) {

  /** Whether it says what is known already. */
  boolean repeats(Ad known) {
    return dated ? ad.equals(known) : undated(ad).equals(undated(known));
  }

  private static Ad undated(Ad a) {
    return new Ad(
        a.id(),
        a.campaign(),
        a.title(),
        a.description(),
        a.category(),
        a.brand(),
        a.price(),
        a.image(),
        a.landingPage(),
        java.time.Instant.EPOCH);
  }
}
