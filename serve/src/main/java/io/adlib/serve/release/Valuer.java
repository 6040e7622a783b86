package io.adlib.serve.release;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import java.util.List;

/** Tells how likely ads are to be clicked and to convert. Thread-safe. */
@FunctionalInterface
public interface Valuer {

  /**
   * One ad's value.
   *
   * @param pCTR probability of a click, if shown
   * @param pCVR probability of a conversion, if clicked
   */
  record Value(double pCTR, double pCVR) {}

  /**
   * A value for each ad, in order.
   *
   * @param user what may be known of the user; nothing, without consent
   * @param ads numbers in the release's catalogue
   */
  List<Value> value(UserState user, Request request, int[] ads);
}
