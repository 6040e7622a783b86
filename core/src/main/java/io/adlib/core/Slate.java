package io.adlib.core;

import java.util.List;

/**
 * The answer to a {@link Request}: ads in order of position.
 *
 * @param request the request's id
 * @param release the release that served it
 * @param positions best first; may be empty
 */
public record Slate(String request, String release, List<Position> positions) {
  public Slate {
    positions = List.copyOf(positions);
  }

  /**
   * One ad shown.
   *
   * @param ad the ad's id
   * @param campaign the campaign's id
   * @param pCTR probability of a click at this request and position
   * @param pCVR probability of a conversion after a click
   * @param eCPM expected value of a thousand impressions at this position, in the market's currency
   * @param price what the campaign pays for one billable event of its objective, at most its bid,
   *     in the campaign's currency
   * @param propensity probability in (0,1] with which the policy chose this ad for this position
   * @param sources which recall paths proposed it, such as {@code generator}
   */
  public record Position(
      String ad,
      String campaign,
      double pCTR,
      double pCVR,
      Money eCPM,
      Money price,
      double propensity,
      List<String> sources) {
    public Position {
      sources = List.copyOf(sources);
    }
  }
}
