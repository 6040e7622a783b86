package io.adlib.evaluate.lift;

import io.adlib.core.Request;
import io.adlib.core.UserState;

/** Which ads may be shown. */
@FunctionalInterface
public interface EligibleAds {

  /** The numbers of the ads that may be shown, rising. */
  int[] at(Request request, UserState user);
}
