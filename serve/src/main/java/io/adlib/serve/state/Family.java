package io.adlib.serve.state;

import java.util.Set;

/** The key families of serving's state, and what their keys and values are. */
public final class Family {

  /** User id → attributes. */
  static final String USERS = "serve-users";

  /** User id, 0, time, event id → event; the latest of each user, {@link StateConfig#history}. */
  static final String HISTORY = "serve-history";

  /** User id → the numbers of what a language model wrote of the user; absent where nothing. */
  static final String THOUGHTS = "serve-thoughts";

  /** User id → impressions of campaigns that cap them. */
  static final String CAPS = "serve-caps";

  /** Event id → when it happened; for applying each event once. */
  static final String EVENTS = "serve-events";

  /** Request id → exposure as JSON. */
  static final String EXPOSURES = "serve-exposures";

  /** Sequence number → one entry of the ledger's journal. */
  static final String LEDGER = "serve-ledger";

  /** Ad id → impressions and clicks; a heuristic's memory, written now and then. */
  static final String COUNTS = "serve-counts";

  /** Campaign id → what its pacing learned; a heuristic's memory, written now and then. */
  static final String PACING = "serve-pacing";

  /** Ad id → an ad that was posted or withdrawn while serving, as JSON. */
  static final String ADS = "serve-ads";

  private Family() {}

  /** All of them, to open a store with. */
  public static Set<String> all() {
    return Set.of(USERS, THOUGHTS, HISTORY, CAPS, EVENTS, EXPOSURES, LEDGER, COUNTS, PACING, ADS);
  }
}
