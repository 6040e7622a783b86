package io.adlib.learn.alignment;

import java.util.Locale;

/** Models that collaborative vectors can come from. */
public enum CollaborativeSource {
  /** The item table of the sequence model; a user is its state after their last item. */
  SASREC,
  /** What the two towers make of items and of histories. */
  TWO_TOWER,
  /** The smoothed vectors of both kinds of nodes. */
  LIGHTGCN;

  /** As configuration and reports write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** By what {@link #key} writes. */
  public static CollaborativeSource of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
