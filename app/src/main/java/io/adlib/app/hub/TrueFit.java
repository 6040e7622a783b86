package io.adlib.app.hub;

import io.adlib.market.demo.DemoTeacher;
import java.util.List;
import java.util.stream.IntStream;

/** How well ads fit a search by the market's own truth. */
final class TrueFit {

  /** How many of them are looked at. */
  static final int JUDGED = 10;

  private final DemoTeacher teacher = new DemoTeacher();
  private final List<DemoTeacher.AdFacts> facts;

  TrueFit(HubMarket market) {
    facts = market.market().catalogue().ads().stream().map(teacher::read).toList();
  }

  /** Mean grade of the first ten as a share of the best; what was not found fits nothing. */
  double of(String query, int[] found) {
    double best = DemoTeacher.Fit.values().length - 1.0;
    DemoTeacher.QueryFacts wanted = teacher.read(query);
    return IntStream.of(found)
            .limit(JUDGED)
            .mapToDouble(ad -> teacher.fit(wanted, facts.get(ad)).ordinal() / best)
            .sum()
        / JUDGED;
  }
}
