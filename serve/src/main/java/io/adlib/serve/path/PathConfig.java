package io.adlib.serve.path;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.market.auction.SaleTerms;
import java.time.Duration;

/**
 * How requests are answered.
 *
 * @param beam prefixes the generator keeps at each level
 * @param narrowBeam the same in a hurry
 * @param proposals most ads taken from the generator
 * @param popular popular ads that compete beside them
 * @param exploration probability in [0,1] that the last position shows an eligible ad drawn at
 *     random
 * @param sale how places are sold
 * @param seed of exploration and ties
 * @param young what is done for ads that are new
 * @param floor least grade, from 1 to 4, that an ad must have for a query, where a relevance model
 *     grades it; 1 for any
 */
public record PathConfig(
    int beam,
    int narrowBeam,
    int proposals,
    int popular,
    double exploration,
    SaleTerms sale,
    Seed seed,
    Young young,
    double floor) {

  /** Every ad is good enough. */
  private static final double ANY = 1;

  /**
   * What is done for ads that are new, of which nobody knows yet how they do.
   *
   * @param share probability in [0,1] that the last position shows a young eligible ad, drawn
   *     evenly
   * @param age below which an ad is young
   * @param candidates most young ads that compete at every request, the likest to what the user
   *     lately read and clicked
   */
  public record Young(double share, Duration age, int candidates) {

    /** Nothing is done. */
    public static final Young NONE = new Young(0, Duration.ZERO, 0);

    /** 2 % for ads younger than seven days, and eight that compete. */
    public static final Young DEFAULT = new Young(.02, Duration.ofDays(7), 8);

    public Young {
      if (!(share >= 0 && share <= 1) || age.isNegative() || candidates < 0) {
        throw new InputException(
            "a share of %s for ads younger than %s, %d of them candidates"
                .formatted(share, age, candidates),
            "use a share from 0 to 1, and an age and a number that are not negative");
      }
    }
  }

  /** Nothing is done for young ads. */
  public PathConfig(
      int beam,
      int narrowBeam,
      int proposals,
      int popular,
      double exploration,
      SaleTerms sale,
      Seed seed) {
    this(beam, narrowBeam, proposals, popular, exploration, sale, seed, Young.NONE, ANY);
  }

  /** The same, with other rules for young ads. */
  public PathConfig with(Young other) {
    return new PathConfig(
        beam, narrowBeam, proposals, popular, exploration, sale, seed, other, floor);
  }

  /** The same, with another floor of relevance. */
  public PathConfig withFloor(double other) {
    return new PathConfig(
        beam, narrowBeam, proposals, popular, exploration, sale, seed, young, other);
  }

  /** Beam 32, 8 in a hurry; 32 proposals and 8 popular ads; 2 % exploration; the usual sale. */
  public static final PathConfig DEFAULT =
      new PathConfig(32, 8, 32, 8, .02, SaleTerms.DEFAULT, new Seed(1), Young.DEFAULT, ANY);

  public PathConfig {
    if (beam < 1 || narrowBeam < 1 || narrowBeam > beam || proposals < 1 || popular < 0) {
      throw new InputException(
          "beams of "
              + beam
              + " and "
              + narrowBeam
              + ", "
              + proposals
              + " proposals, "
              + popular
              + " popular ads",
          "use positive numbers, the narrow beam no wider than the beam");
    }
    if (!(exploration >= 0 && exploration <= 1)) {
      throw new InputException("an exploration of " + exploration, "use a share from 0 to 1");
    }
    if (!(floor >= 1 && floor <= 4)) {
      throw new InputException("a floor of relevance of " + floor, "use a grade from 1 to 4");
    }
  }
}
