package io.adlib.serve.path;

import io.adlib.core.Money;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.Outcome;
import io.adlib.serve.release.Release;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * What was decided for a request, with everything it was decided from, so that it can be explained
 * later. The bitmap must not be changed.
 *
 * @param query the question; without consent it names no user
 * @param release which release decided
 * @param user what was known and allowed to be used of the user
 * @param eligible ads that were allowed, by number
 * @param beam prefixes the generator kept; 0 if it did not run
 * @param candidates all that were valued, in order of recall
 * @param reserve least eCPM of a shown ad, in the market's currency
 * @param outcome of the auction
 * @param positions of the slate, best first; money is not yet held for them
 * @param steps what was left out for want of time
 * @param spent time by stage
 */
public record Decision(
    SlateQuery query,
    Release release,
    UserState user,
    RoaringBitmap eligible,
    int beam,
    List<Valued> candidates,
    Money reserve,
    Outcome outcome,
    List<Slate.Position> positions,
    Set<Step> steps,
    Map<Stage, Duration> spent) {

  /**
   * The same decision in the terms of a later edition of its release, in which every ad has the
   * number it had; so old editions need not be kept to explain what they decided.
   */
  public Decision in(Release later) {
    return new Decision(
        query, later, user, eligible, beam, candidates, reserve, outcome, positions, steps, spent);
  }

  /**
   * A candidate with its values.
   *
   * @param ad number in the catalogue
   * @param logP by the generator, if it proposed the ad or was asked about it
   * @param sources recall paths that proposed it
   * @param grade how well it answers the query, from 1 to 4, if that was asked and can be said
   */
  public record Valued(
      int ad,
      OptionalDouble logP,
      List<String> sources,
      double pCTR,
      double pCVR,
      OptionalDouble grade) {
    public Valued {
      sources = List.copyOf(sources);
    }

    /** Whether it answers the query as well as is asked; an ad without a grade does. */
    boolean reaches(double floor) {
      return grade.isEmpty() || grade.getAsDouble() >= floor;
    }
  }
}
