package io.adlib.serve.path;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.market.auction.SaleTerms;

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
 */
public record PathConfig(
    int beam,
    int narrowBeam,
    int proposals,
    int popular,
    double exploration,
    SaleTerms sale,
    Seed seed) {

  /** Beam 32, 8 in a hurry; 32 proposals and 8 popular ads; 2 % exploration; the usual sale. */
  public static final PathConfig DEFAULT =
      new PathConfig(32, 8, 32, 8, .02, SaleTerms.DEFAULT, new Seed(1));

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
  }
}
