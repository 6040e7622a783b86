package io.adlib.serve.release;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.market.auction.PositionEffects;
import io.adlib.sid.SemanticIds;
import java.util.List;
import java.util.OptionalDouble;

/** Tells how likely ads are to be clicked and to convert. Thread-safe. */
@FunctionalInterface
public interface Valuer {

  /**
   * One ad's value.
   *
   * @param pCTR probability of a click, if shown in the first place
   * @param pCVR probability of a conversion, if clicked
   * @param grade how well the ad answers the query, from 1 to 4, if there is a query and a model
   *     that says
   */
  record Value(double pCTR, double pCVR, OptionalDouble grade) {

    /** Without a grade. */
    public Value(double pCTR, double pCVR) {
      this(pCTR, pCVR, OptionalDouble.empty());
    }
  }

  /** What each place of a slate leaves of a click's odds; all are alike, if not known better. */
  default PositionEffects effects() {
    return PositionEffects.NONE;
  }

  /** The same over a catalogue that grew; see {@link io.adlib.sid.feature.FeatureSet#with}. */
  default Valuer over(Catalogue grown, SemanticIds ids) {
    return this;
  }

  /**
   * A value for each ad, in order.
   *
   * @param user what may be known of the user; nothing, without consent
   * @param ads numbers in the release's catalogue
   */
  List<Value> value(UserState user, Request request, int[] ads);
}
